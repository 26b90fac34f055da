/** Modules of variables and atomic actions, as those of TLA+ are, written as systems: a variable is a cell, an action an environment action. */
import {
  BLOCKED,
  defineSystem,
  type AnySystem,
  type Cells,
  type EnvironmentAction,
  type Property,
  type Transaction,
  type View,
} from '../../src/sim/index.ts';

/** What an action makes of the variables: those that change, or null where it cannot happen. */
export type Step<Variables> = (now: Variables) => Partial<Variables> | null;

/** A named predicate of the variables. */
type Predicates<Variables> = Readonly<Record<string, (now: Variables) => boolean>>;

interface Module<Variables extends Cells> {
  readonly name: string;
  readonly config?: string | number;
  /** With more than one initial state there is a world before them, from which one action each leads to them. */
  readonly initial: readonly Variables[];
  readonly actions: Readonly<Record<string, Step<Variables>>>;
  readonly invariants?: Predicates<Variables>;
  /** Reached again and again, whatever happens, if every action is weakly fair. */
  readonly goals?: Predicates<Variables>;
  readonly symmetry?: readonly (readonly string[])[];
}

/** Says whether one of several initial states has been chosen. */
const CHOSEN = 'initial state chosen';

/** The variables as an object whose properties are read from the world when they are asked for, so that no more is read than needed. */
function variablesIn(world: View): Cells {
  return new Proxy<Cells>({}, { get: (_, cell) => world.read(cell as string) });
}

function write(tx: Transaction, changed: Cells): void {
  for (const [cell, value] of Object.entries(changed)) tx.write(cell, value);
}

function actionOf<Variables extends Cells>(step: Step<Variables>, isChoosing: boolean): EnvironmentAction {
  return {
    run: (tx) => {
      if (isChoosing && tx.read(CHOSEN) !== true) return BLOCKED;
      const changed = step(variablesIn(tx) as Variables);
      return changed === null ? BLOCKED : write(tx, changed as Cells);
    },
  };
}

const beginning = (initial: Cells): EnvironmentAction => ({
  run: (tx) => (tx.read(CHOSEN) === true ? BLOCKED : write(tx, { ...initial, [CHOSEN]: true })),
});

function propertiesOf<Variables extends Cells>({ invariants = {}, goals = {} }: Module<Variables>): Property[] {
  const safety = Object.entries(invariants).map(([name, holds]): Property => {
    const check = (world: View) => (holds(variablesIn(world) as Variables) ? null : `${name} does not hold`);
    return { kind: 'safety', name, summary: name, check };
  });
  const liveness = Object.entries(goals).map(([name, isReached]): Property => {
    return { kind: 'liveness', name, summary: name, goal: (world) => isReached(variablesIn(world) as Variables) };
  });
  return [...safety, ...liveness];
}

/** The system of a module. */
export function variables<Variables extends Cells>(module: Module<Variables>): AnySystem {
  const { name, config = null, initial, actions, symmetry } = module;
  const isChoosing = initial.length > 1;
  const steps = Object.entries(actions).map(([label, step]) => [label, actionOf(step, isChoosing)] as const);
  const beginnings = initial.map((state, index) => [`initial state ${index + 1}`, beginning(state)] as const);
  return defineSystem<Cells>({
    name,
    config,
    store: { ...initial[0], ...(isChoosing ? { [CHOSEN]: false } : {}) },
    actors: {},
    services: {},
    environment: Object.fromEntries(isChoosing ? [...beginnings, ...steps] : steps),
    properties: propertiesOf(module),
    ...(symmetry === undefined ? {} : { symmetry }),
  });
}

/** The difference that several initial states make. */
export const SEVERAL_INITIAL_STATES = {
  text: 'several initial states: ours has one world before them, and an action from there to each',
  states: 1,
  transitions: 1,
  depth: 1,
} as const;

/** Every combination of the values given for each name. */
export function combinations<Value>(
  names: readonly string[],
  values: readonly Value[],
): Readonly<Record<string, Value>>[] {
  const [first, ...rest] = names;
  if (first === undefined) return [{}];
  return combinations(rest, values).flatMap((others) => values.map((value) => ({ [first]: value, ...others })));
}

/** `entriesOf(['a', 'b'], name => [['a goes', step], …])` as one record. */
export function each<Item, Value>(
  items: readonly Item[],
  entries: (item: Item) => readonly (readonly [string, Value])[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(items.flatMap((item) => entries(item)));
}

/** The numbers from one to the other, both included. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** Where the numbers of a model stand. */
export const manifest = (folder: string, model: string): string =>
  `tlaplus/Examples, specifications/${folder}/manifest.json, ${model}`;
