/** `holdfast matrix --mutants`: changes one line of a protocol at a time, and looks which property notices. */
import { performance } from 'node:perf_hooks';
import { PROTOCOLS, type Protocol } from '../machines/index.ts';
import {
  defectsOf,
  renderKillTable,
  type KillCell,
  type KillTable,
  type MutantOutcome,
} from '../report/matrix-kills.ts';
import { propertiesUnder, type FaultClass } from '../rollout/fault-classes.ts';
import type { Mutant } from '../rollout/mutant.ts';
import { mutantsOf } from '../rollout/mutants.ts';
import { UserError } from '../user-error.ts';
import { EXIT, print, type Io } from './io.ts';
import type { MatrixPlan } from './matrix-plan.ts';
import { exploreVariant, type Explored, type Found } from './matrix-variants.ts';
import { interrupted, READER_GONE } from './progress.ts';

/** A mutant may never come to an end. One with so many times the original's worlds is cut, however small the original is. */
const TIMES_THE_ORIGINAL = 10;
const LEAST_ROOM = 10_000;

/** Prints the kill table, and resolves to the exit code. @throws UserError for options that a kill table does not take */
export async function runMutants(plan: MatrixPlan, io: Io, json: boolean): Promise<number> {
  const table = await killTable(protocolOf(plan), plan, io);
  if (io.signal.reason === READER_GONE) return EXIT.inconclusive;
  print(io, json ? JSON.stringify(table) : renderKillTable(table, io));
  if (io.signal.aborted) interrupted(io, 'what was not explored is inconclusive');
  const { certain, open } = defectsOf(table);
  if (certain.length > 0) return EXIT.violated;
  return open.length > 0 ? EXIT.inconclusive : EXIT.holds;
}

/** The newest protocol has the most rules to change. */
function protocolOf({ protocols, properties, operations }: MatrixPlan): Protocol {
  if (operations < 2) {
    throw new UserError(
      '--mutants needs at least 2 operations: what is wrong about siblings shows where there are some',
    );
  }
  if (properties.length > 0) {
    throw new UserError(
      '--mutants and --property exclude each other: which mutants survive is a question to all properties',
    );
  }
  const named = protocols.length === PROTOCOLS.length ? protocols.slice(-1) : protocols;
  const protocol = PROTOCOLS.find(({ name }) => named.includes(name));
  if (protocol !== undefined && named.length === 1) return protocol;
  throw new UserError(`--mutants changes one protocol, not ${named.length}: name one of ${named.join(', ')}`);
}

/** Explores the original and every mutant under every class of faults. Once interrupted, what has not begun is inconclusive. */
async function killTable(protocol: Protocol, plan: MatrixPlan, io: Io): Promise<KillTable> {
  const originals = await exploreVariant(originalOf(protocol), plan, io);
  const mutants = mutantsOf(protocol);
  const outcomes: MutantOutcome[] = [];
  for (const [index, mutant] of mutants.entries()) {
    const title = `mutant ${index + 1} of ${mutants.length}, ${mutant.name}`;
    const maxStates = (under: string): number => roomFor(originals.find((original) => original.class === under));
    const started = performance.now();
    const explored = await exploreVariant({ protocol, mutate: mutant.mutate, title, maxStates }, plan, io);
    outcomes.push(outcomeOf(mutant, originals, explored, plan, performance.now() - started));
  }
  return {
    protocol: protocol.name,
    operations: plan.operations,
    classes: plan.classes.map(({ name }) => name),
    properties: propertiesUnder(plan.classes).map(({ name, kind }) => ({ name, kind, kills: killsOf(name, outcomes) })),
    mutants: outcomes,
  };
}

function originalOf(protocol: Protocol) {
  return { protocol, mutate: <T>(system: T): T => system, title: 'the original', maxStates: () => undefined };
}

function roomFor(original: Explored | undefined): number {
  return Math.max(LEAST_ROOM, (original?.states ?? 0) * TIMES_THE_ORIGINAL);
}

function killsOf(name: string, outcomes: readonly MutantOutcome[]): number {
  const cells = outcomes.flatMap((outcome) => outcome.cells);
  return cells.filter(({ property, result }) => property === name && result === 'killed').length;
}

function outcomeOf(
  { name, summary, equivalent }: Mutant,
  originals: readonly Explored[],
  explored: readonly Explored[],
  plan: MatrixPlan,
  milliseconds: number,
): MutantOutcome {
  const whole = explored.length === plan.classes.length && explored.every(({ verdict }) => verdict === 'exhausted');
  return {
    name,
    summary,
    ...(equivalent === undefined ? {} : { equivalent }),
    verdict: whole ? 'exhausted' : 'bounded',
    states: explored.reduce((sum, { states }) => sum + states, 0),
    seconds: Math.round(milliseconds) / 1000,
    cells: propertiesUnder(plan.classes).map((property) => cellOf(property.name, plan.classes, originals, explored)),
  };
}

/** What the mutant does to a property, over all classes that ask it. */
function cellOf(
  property: string,
  classes: readonly FaultClass[],
  originals: readonly Explored[],
  explored: readonly Explored[],
): KillCell {
  const asking = classes.filter((under) => propertiesUnder([under]).some(({ name }) => name === property));
  const pairs = asking.map(({ name }) => ({
    class: name,
    original: foundIn(originals, name, property),
    mutant: foundIn(explored, name, property),
  }));
  const [kill] = pairs
    .filter(({ original, mutant }) => original.result === 'holds' && mutant.result === 'violated')
    .toSorted((a, b) => a.mutant.steps - b.mutant.steps);
  if (kill !== undefined) return { property, result: 'killed', class: kill.class, steps: kill.mutant.steps };
  const results = pairs.flatMap(({ original, mutant }) => [original.result, mutant.result]);
  if (results.includes('inconclusive')) return { property, result: 'inconclusive' };
  return { property, result: results.includes('violated') ? 'untested' : 'survived' };
}

function foundIn(explored: readonly Explored[], under: string, property: string): Found {
  const found = explored.find((one) => one.class === under)?.findings.get(property);
  return found ?? { result: 'inconclusive', steps: 0 };
}
