/** What the options of `holdfast matrix` ask for. */
import { availableParallelism } from 'node:os';
import { PROTOCOLS } from '../../machines/index.ts';
import { FAULT_CLASSES, propertiesUnder, type FaultClass } from '../../rollout/system/fault-classes.ts';
import { MAX_OPERATIONS } from '../../rollout/index.ts';
import { UserError } from '../../user-error.ts';
import { namesIn, optionalNumber, type Arguments } from '../terminal/arguments.ts';
import type { SearchLimits } from '../../jobs/run-search.ts';

/** What to explore, and how far each exploration may go. */
export interface MatrixPlan {
  readonly protocols: readonly string[];
  readonly classes: readonly FaultClass[];
  /** Names of the properties; all of them if there are none. */
  readonly properties: readonly string[];
  readonly operations: number;
  /** Seconds that each exploration may take. */
  readonly timeout?: number;
  readonly limits: Pick<SearchLimits, 'maxStates' | 'reduce' | 'threads'>;
}

/** As many as `holdfast check` takes by default. */
export const DEFAULT_OPERATIONS = 2;

const LARGE = 2 ** 31 - 1;
const MAX_SECONDS = 1_000_000;
const MAX_THREADS = 64;

/** The plan. @throws UserError for a value that is unknown or out of range */
export function matrixPlan(args: Arguments): MatrixPlan {
  const [stray] = args.positionals;
  if (stray !== undefined) {
    throw new UserError(
      `holdfast matrix takes options only, and does not know what to do with "${stray}". "holdfast matrix --help" lists them.`,
    );
  }
  const timeout = optionalNumber(args, 'timeout', 1, MAX_SECONDS);
  const maxStates = optionalNumber(args, 'max-states', 1, LARGE);
  const classes = classesOf(args);
  return {
    protocols: protocolsOf(args),
    classes,
    properties: propertiesOf(args, classes),
    operations: optionalNumber(args, 'operations', 1, MAX_OPERATIONS) ?? DEFAULT_OPERATIONS,
    ...(timeout === undefined ? {} : { timeout }),
    limits: {
      ...(maxStates === undefined ? {} : { maxStates }),
      reduce: args.isOn('reduce'),
      threads: optionalNumber(args, 'threads', 1, MAX_THREADS) ?? Math.min(availableParallelism(), MAX_THREADS),
    },
  };
}

/** In the order of the ladder, whatever the order of the options. */
function protocolsOf(args: Arguments): string[] {
  const known = PROTOCOLS.map(({ name }) => name);
  const named = namesIn(args, 'protocol', 'protocol', known);
  return known.filter((name) => named.length === 0 || named.includes(name));
}

/** In the order of the classes: what needs fewer faults comes first. */
function classesOf(args: Arguments): FaultClass[] {
  const known = FAULT_CLASSES.map(({ name }) => name);
  const named = namesIn(args, 'faults', 'class of faults', known);
  return FAULT_CLASSES.filter(({ name }) => named.length === 0 || named.includes(name));
}

function propertiesOf(args: Arguments, classes: readonly FaultClass[]): string[] {
  const properties = namesIn(args, 'property', 'property', namesOf(FAULT_CLASSES));
  const asked = namesOf(classes);
  const unasked = properties.find((name) => !asked.includes(name));
  if (unasked === undefined) return properties;
  const under = FAULT_CLASSES.filter((one) => namesOf([one]).includes(unasked)).map(({ name }) => name);
  throw new UserError(
    `--property ${unasked}: no class of faults of this matrix asks it. Add --faults ${under.join(' or --faults ')}, or leave --faults out`,
  );
}

const namesOf = (classes: readonly FaultClass[]): string[] => propertiesUnder(classes).map(({ name }) => name);
