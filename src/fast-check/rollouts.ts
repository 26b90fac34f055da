/** Arbitrary rollouts. */
import fc from 'fast-check';
import { SHIPPED_PROTOCOL } from '../machines/index.ts';
import { unknownWord } from '../nearest.ts';
import { budgetText } from '../report/matrix/matrix-text.ts';
import { MAX_OPERATIONS, ROLLOUT_FAULTS, rolloutSystem, type RolloutConfig } from '../rollout/index.ts';
import { PARTS } from '../rollout/parts/index.ts';
import { settingArguments } from '../rollout/swarm/setting-options.ts';
import { simplerRollouts } from '../rollout/swarm/simpler-rollouts.ts';
import { drawRollout, type SwarmPins } from '../rollout/swarm/swarm.ts';
import { Random, type Smaller } from '../sim/index.ts';
import { UserError } from '../user-error.ts';

/** Which rollouts to draw. @public */
export interface RolloutConstraints {
  /** The protocol, or those to draw from, the ones to shrink to first; the shipped one by default. */
  readonly protocol?: string | readonly string[];
  /** Operations at most; 5 by default. */
  readonly maxOperations?: number;
  /** The largest budget of a fault; 2 by default. */
  readonly maxBudget?: number;
  /** The parts of the model that may be in; all by default. */
  readonly parts?: readonly string[];
  /** The faults that may happen; all by default. */
  readonly faults?: readonly string[];
  /** What is not drawn: whatever is given here each one has, but for faults that cannot happen in it. */
  readonly pinned?: Omit<RolloutConfig, 'protocol'>;
}

/**
 * Rollouts as `holdfast simulate` draws them: the number of operations, policies, order, parts, budgets of faults, from the tables that
 * say what there is. Each can be built: parts go together, and a fault has a budget only where something can inject it.
 *
 * They shrink to fewer faults, operations, drivers and settings, to smaller budgets and counts, and to earlier ones of the protocols. As
 * text they are plain data, with the check beside them that explores the same.
 *
 * @throws UserError for a word that is unknown or a number out of range, SystemError for pins that do not go together
 * @public
 */
export function rollouts(constraints: RolloutConstraints = {}): fc.Arbitrary<RolloutConfig> {
  return rolloutArbitrary(constraints);
}

/** The same, with how a label reads in what it shrinks to. */
export function rolloutArbitrary(constraints: RolloutConstraints): RolloutArbitrary {
  const { protocol = SHIPPED_PROTOCOL.name, pinned = {}, ...limits } = constraints;
  checkWords(
    'part',
    PARTS.map(({ name }) => name),
    limits.parts,
  );
  checkWords('fault', Object.keys(ROLLOUT_FAULTS), limits.faults);
  checkCount('maxOperations', limits.maxOperations, MAX_OPERATIONS);
  checkCount('maxBudget', limits.maxBudget, MAX_BUDGET);
  const pins = [protocol].flat().map((name): SwarmPins => ({ ...limits, config: { protocol: name, ...pinned } }));
  if (pins.length === 0) throw new UserError('rollouts: protocol names none. Leave it out for the shipped one');
  // What is refused is refused before anything is drawn.
  for (const { config } of pins) rolloutSystem(config);
  return new RolloutArbitrary(pins);
}

/** A budget is drawn evenly, and a test with more faults than this in a run is about nothing in particular. */
const MAX_BUDGET = 100;

function checkWords(kind: string, known: readonly string[], words: readonly string[] = []): void {
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) throw new UserError(`rollouts: ${unknownWord(kind, unknown, known)}`);
}

function checkCount(name: string, count: number | undefined, most: number): void {
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count <= most)) return;
  throw new UserError(`rollouts: ${name} is a whole number from 1 to ${most}, not ${count}`);
}

export class RolloutArbitrary extends fc.Arbitrary<RolloutConfig> {
  /** One for each protocol. */
  readonly #pins: readonly SwarmPins[];

  constructor(pins: readonly SwarmPins[]) {
    super();
    this.#pins = pins;
  }

  generate(random: fc.Random): fc.Value<RolloutConfig> {
    const own = new Random(String(random.nextInt()));
    const pins = this.#pins[own.child('protocol').below(this.#pins.length)] as SwarmPins;
    return valueOf(drawRollout(own, pins));
  }

  /** A rollout that somebody gives as an example shrinks as well, if it is as pinned. */
  canShrinkWithoutContext(value: unknown): value is RolloutConfig {
    return typeof value === 'object' && value !== null && this.#protocolOf(value) >= 0 && isBuilt(value);
  }

  shrink(config: RolloutConfig): fc.Stream<fc.Value<RolloutConfig>> {
    return fc.stream(this.simpler(config)).map((simpler) => valueOf(simpler.config));
  }

  /** What it shrinks to, first the same with an earlier protocol. */
  *simpler(config: RolloutConfig): IterableIterator<Smaller<RolloutConfig>> {
    const at = this.#protocolOf(config);
    for (const { config: pinned } of this.#pins.slice(0, at)) {
      const earlier = { ...config, ...pinned };
      if (isBuilt(earlier)) yield { config: earlier };
    }
    yield* simplerRollouts(config, this.#pins[at] as SwarmPins);
  }

  #protocolOf({ protocol = SHIPPED_PROTOCOL.name }: RolloutConfig): number {
    return this.#pins.findIndex(({ config }) => config.protocol === protocol);
  }
}

function isBuilt(config: RolloutConfig): boolean {
  try {
    rolloutSystem(config);
    return true;
  } catch {
    return false;
  }
}

/** Plain data that tells itself apart from other plain data only where fast-check prints it. */
function valueOf(config: RolloutConfig): fc.Value<RolloutConfig> {
  const printed = { value: (): string => rolloutText(config), enumerable: false };
  return new fc.Value(Object.defineProperty({ ...config }, fc.toStringMethod, printed), undefined);
}

/** The config as code, with the command that explores it. */
export function rolloutText(config: RolloutConfig): string {
  const command = checkCommand(config);
  return `${fc.stringify({ ...config })}${command === null ? '' : ` /* ${command} */`}`;
}

/** The check that explores the rollout; null for one that no options describe, as its operations have begun. */
function checkCommand(config: RolloutConfig): string | null {
  const { protocol = SHIPPED_PROTOCOL.name, operations = 2, legacy, apply, faults = {}, staleVersions } = config;
  if (typeof operations !== 'number' || apply !== undefined) return null;
  return [
    'holdfast check',
    `--protocol ${protocol}`,
    legacy === true ? '--legacy' : `--operations ${operations}`,
    ...settingArguments(config),
    `--faults ${budgetText(faults)}`,
    ...(staleVersions === undefined ? [] : [`--stale-versions ${staleVersions}`]),
  ].join(' ');
}
