/** What `toHold` and `checkSystem` can be asked. */
import { unknownWord } from '../nearest.ts';
import { KERNEL_FAULTS } from '../sim/index.ts';
import type { AnySystem, Fairness, FaultBudget, Property, Service } from '../sim/index.ts';
import { UserError } from '../user-error.ts';

/** How a system is checked. @public */
export interface CheckOptions {
  /** How often each fault may happen in one run, in place of what the system says. What is not listed does not happen. */
  readonly faults?: FaultBudget;
  /** Explores at most so many worlds. */
  readonly maxStates?: number;
  /** Explores runs of at most so many steps. */
  readonly maxDepth?: number;
  /** Leaves out interleavings that cannot make a difference; a counterexample may then be longer than need be. */
  readonly reduce?: boolean;
  /** Explores one world of each orbit of the symmetry that the system declares. */
  readonly symmetry?: boolean;
  /** Which runs those liveness properties are about that do not say so themselves. */
  readonly fairness?: Fairness;
  /**
   * Draws so many schedules instead of exploring. Asking for a sample is asking for no more than that: it passes if none of them breaks a
   * property, and proves nothing about the others.
   */
  readonly sample?: { readonly runs: number; readonly seed: string };
  /** With `bounded`, an exploration that a limit cut short passes if it has found nothing; `exhausted` by default. */
  readonly atLeast?: 'exhausted' | 'bounded';
}

/** What `toHold` is asked. @public */
export interface HoldOptions extends CheckOptions {
  /** The names of the properties that have to hold; by default all of them, witnesses included. */
  readonly properties?: readonly string[];
}

/** What can be asked, and what of it a sample has no use for. */
const OPTIONS = ['faults', 'maxStates', 'maxDepth', 'reduce', 'symmetry', 'fairness', 'sample', 'atLeast'];
const OF_EXPLORATIONS = ['maxStates', 'maxDepth', 'reduce', 'symmetry', 'fairness'];

/** @throws UserError for an option that does not exist, or that would not be heeded */
export function requireAsked(options: CheckOptions): void {
  const asked = Object.keys(options);
  for (const option of asked)
    if (!OPTIONS.includes(option)) throw new UserError(unknownWord('option', option, OPTIONS));
  const { sample, atLeast = 'exhausted' } = options;
  if (!['exhausted', 'bounded'].includes(atLeast))
    throw new UserError(unknownWord('atLeast', atLeast, ['exhausted', 'bounded']));
  if (sample === undefined) return;
  const unheeded = asked.filter((option) => OF_EXPLORATIONS.includes(option));
  if (unheeded.length > 0)
    throw new UserError(`a sample explores nothing: leave out ${unheeded.join(', ')}, or leave out sample`);
  if (!Number.isInteger(sample.runs) || sample.runs < 1)
    throw new UserError(`a sample draws 1 schedule or more, not ${sample.runs}`);
  for (const option of Object.keys(sample))
    if (!['runs', 'seed'].includes(option))
      throw new UserError(unknownWord('option of a sample', option, ['runs', 'seed']));
}

/** The properties of these names, in the order of the system, or all of them. */
export function propertiesNamed(system: AnySystem, names: readonly string[] | undefined): readonly Property<never>[] {
  const { properties = [] } = system;
  if (properties.length === 0)
    throw new UserError(`the system "${system.name}" has no properties: list what has to hold in its "properties"`);
  if (names === undefined) return properties;
  if (names.length === 0)
    throw new UserError('an empty list of properties holds of any system. Name some, or leave the list out');
  const known = properties.map(({ name }) => name);
  for (const name of names) if (!known.includes(name)) throw new UserError(unknownWord('property', name, known));
  return properties.filter(({ name }) => names.includes(name));
}

/** The system with the faults of the options. @throws UserError for one that nothing in the system injects */
export function systemUnder(system: AnySystem, { faults }: CheckOptions): AnySystem {
  if (faults === undefined) return system;
  const known = faultsOf(system);
  for (const fault of Object.keys(faults)) {
    if (known !== null && !known.includes(fault)) throw new UserError(unknownWord('fault', fault, known));
  }
  return { ...system, faults };
}

type Distorting = Pick<Service, 'distortions'>;

/** The faults that may happen in the system; null if its services distort answers, as only a request tells by which faults. */
function faultsOf({ services, environment = {}, faults = {} }: AnySystem): string[] | null {
  if ((Object.values(services) as Distorting[]).some(({ distortions }) => distortions !== undefined)) return null;
  const budgets = Object.values(environment).flatMap(({ budget }) => budget ?? []);
  return [...new Set([...Object.keys(KERNEL_FAULTS), ...budgets, ...Object.keys(faults)])];
}
