/** What the Model Checking Contest publishes of a net, as an oracle. */
import type { Oracle } from '../oracle.ts';
import { exclusive, netSystem, noDeadlock, type Net } from './net.ts';

/** The sources of the numbers. Each holds the contest's answers to its examination StateSpace. */
export const SOURCES = {
  contest2020: 'Model Checking Contest 2020; yanntm/pnmcc-models-2020, oracle, files that end in -SS.out',
  contest2015:
    'Model Checking Contest 2015; lip6/ITSTools, pnmcc/fr.lip6.move.gal.benchmark/{,2015/}oracle, files that end in -SS.out',
  contest2026: 'Model Checking Contest 2026; spareilleux/learn, code/petri-nets/Examples/Mcc.cs',
  smart:
    'states by a formula: asminer/smart, Models/kanban.sm; transitions: spareilleux/learn, code/petri-nets/expected/l12.txt',
} as const;

/** Its answers to the examination ReachabilityDeadlock. */
const DEADLOCKS = 'deadlocks: yanntm/pnmcc-models-2020, oracle, files that end in -RD.out';

/** One instance of a net, and what is published of it. */
export interface Instance {
  readonly name: string;
  readonly net: Net;
  readonly source: keyof typeof SOURCES;
  readonly states: number;
  readonly transitions: number;
  /** Whether the contest says that a deadlock can be reached; unsaid, it is not asked. */
  readonly deadlock?: boolean;
  /** Places of which at most one holds a token. */
  readonly exclusive?: readonly string[];
  readonly slow?: true;
}

/** @throws Error on making the system, if the net has an arc to no place */
export function contestOracle(instance: Instance): Oracle {
  const { name, net, source, states, transitions, deadlock, slow } = instance;
  const properties = [
    ...(deadlock === undefined ? [] : [noDeadlock(net)]),
    ...(instance.exclusive === undefined ? [] : [exclusive(instance.exclusive)]),
  ];
  return {
    name,
    family: 'Petri net',
    source: deadlock === undefined ? SOURCES[source] : `${SOURCES[source]}; ${DEADLOCKS}`,
    published: { states, transitions },
    ...(deadlock === true ? { violated: ['no-deadlock'] } : {}),
    ...(slow ? { slow } : {}),
    system: () => netSystem(name, net, properties),
  };
}
