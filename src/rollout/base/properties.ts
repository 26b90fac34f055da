/** What must be true of a rollout, and what must be possible in it. */
import { aggregateOf, isBegun, isReleased, isSettled, isTerminal } from '../../machines/index.ts';
import type { LivenessProperty, Property, SafetyProperty, View, Witness } from '../../sim/index.ts';
import { mayStayOpen, rests } from './rests.ts';
import type { Scene } from './scene.ts';
import {
  begunStates,
  childStates,
  engineOf,
  projectedState,
  restsPaused,
  rowsOf,
  type RolloutStore,
} from './modelled-store.ts';

type World = View<RolloutStore>;
type Safety = SafetyProperty<RolloutStore>;
type Liveness = LivenessProperty<RolloutStore>;

const noFalseTerminal: Safety = {
  kind: 'safety',
  name: 'no-false-terminal',
  summary: 'a settled apply has no operation in flight, and a completed one none unfinished',
  check: (after) => {
    const { state } = after.read('apply');
    if (!isSettled(state)) return null;
    const open = state === 'completed' ? childStates(after) : begunStates(after);
    const child = open.find((each) => !isSettled(each));
    return child === undefined ? null : `the apply is ${state} while an operation is ${child}`;
  },
};

/** Rows alone: an apply without operations learns only from its drive that its engine was started again. */
const noFalseStop: Safety = {
  kind: 'safety',
  name: 'no-false-stop',
  summary: 'a stopped apply has no operation in flight: what has begun is stopped, or has ended',
  check: (after) => {
    if (after.read('apply').state !== 'stopped') return null;
    const open = rowsOf(after).find((row) => isBegun(row) && !isTerminal(row.state));
    return open === undefined ? null : `the apply is stopped while an operation is ${open.state}`;
  },
};

const gateNeverGreenEarly: Safety = {
  kind: 'safety',
  name: 'gate-never-green-early',
  summary: 'the gate turns green only when every operation is completed',
  check: (after, before) => {
    if (after.actor('gate')?.value !== 'green' || before.actor('gate')?.value === 'green') return null;
    const open = childStates(before).find((child) => child !== 'completed');
    return open === undefined ? null : `the gate lets the merge through while an operation is ${open}`;
  },
};

const settledStaysSettled: Safety = {
  kind: 'safety',
  name: 'settled-stays-settled',
  summary: 'the state of a settled apply never changes again',
  check: (after, before) => {
    const was = before.read('apply').state;
    const is = after.read('apply').state;
    return isSettled(was) && is !== was ? `the apply was ${was} and is overwritten with ${is}` : null;
  },
};

const verdictMatchesRows: Safety = {
  kind: 'safety',
  name: 'verdict-matches-rows',
  summary: 'the state of a settled apply is what its operation rows add up to',
  check: (after) => {
    const { state } = after.read('apply');
    if (!isSettled(state)) return null;
    const projected = projectedState(after);
    return projected === state ? null : `the apply is ${state}, its rows say ${projected}`;
  },
};

const completedAtIffSettled: Safety = {
  kind: 'safety',
  name: 'completed-at-iff-settled',
  summary: 'completed_at is set exactly while the apply is settled',
  check: (after) => {
    const { state, completedAt } = after.read('apply');
    if (isSettled(state) === (completedAt !== null)) return null;
    return `the apply is ${state} and completed_at is ${completedAt === null ? 'not set' : 'set'}`;
  },
};

const firstErrorKept: Safety = {
  kind: 'safety',
  name: 'first-error-kept',
  summary: "an apply's error message is that of its first failed operation in deployment order",
  check: (after, before) => {
    const message = after.read('apply').errorMessage;
    if (message === null || message === before.read('apply').errorMessage) return null;
    const first = rowsOf(after).find((row) => row.state === 'failed');
    return first === undefined || first.errorMessage === message
      ? null
      : `"${message}" is stored, "${first.errorMessage}" came first`;
  },
};

const workEndsFirst = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'work-ends-first',
  summary: 'an operation is settled only once its engine does not copy any more',
  each: operations,
  check: (after, before, id) => {
    const { state } = after.read(`operation:${id}`);
    if (!isSettled(state) || isSettled(before.read(`operation:${id}`).state)) return null;
    return engineOf(after, id) === 'copying' ? `operation:${id} is ${state}, and its engine copies` : null;
  },
});

const undeterminedWritesNothing = (drives: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'undetermined-writes-nothing',
  summary: "a drive that does not know its siblings' states writes no terminal state",
  each: drives,
  check: (after, _before, drive) =>
    writesBlindly(after, drive) ? `${drive} writes a terminal state without knowing its siblings` : null,
});

/** A legacy apply, and one without an operation store, has no siblings to know. */
const ALONE: readonly unknown[] = [null, undefined, 'no-operation-ids', 'no-operation-store'];

function writesBlindly(world: World, drive: string): boolean {
  const actor = world.actor(drive);
  if (actor?.value !== 'writingApply') return false;
  const { decision } = actor.context as { decision: { degraded?: unknown; state: 'completed' } | null };
  return decision !== null && isTerminal(decision.state) && !ALONE.includes(decision.degraded);
}

const everyApplySettles = (scene: Scene): Liveness => ({
  kind: 'liveness',
  name: 'every-apply-settles',
  summary:
    'once faults stop, the apply comes to an end: settled, or stopped, or paused with nothing in flight until somebody releases it',
  goal: (world) => isSettled(world.read('apply').state) || mayStayOpen(world, scene),
});

const aggregateConverges = (scene: Scene): Liveness => ({
  kind: 'liveness',
  name: 'aggregate-converges-to-rows',
  summary:
    'once faults stop, the stored state becomes what the finished operation rows add up to, or paused where that is what holds them',
  goal: (world) => {
    const projected = projectedState(world);
    if (isTerminal(projected) && world.read('apply').state === projected) return true;
    if (rests(world, scene)) return true;
    return restsPaused(world) && aggregateOf(scene.protocol, rowsOf(world), false) === 'paused';
  },
});

const reaches = (name: string, state: string): Witness<RolloutStore> => ({
  kind: 'witness',
  name,
  summary: `some run reaches an apply that is rightly ${state}`,
  reached: (world) =>
    world.read('apply').state === state && (state === 'running_degraded' || projectedState(world) === state),
});

const canPause: Witness<RolloutStore> = {
  kind: 'witness',
  name: 'can-pause',
  summary: 'some run reaches an apply that is rightly paused: a failure holds it, and it is not released',
  reached: (world) => world.read('apply').state === 'paused' && !isReleased(world.read('requests')),
};

/**
 * The properties of a rollout: safety first, then liveness, then witnesses. A witness that the protocol's rules or the budget rule out
 * from the start is left out.
 *
 * @param brought those of the parts that are in the model
 */
export function rolloutProperties(scene: Scene, brought: readonly Property<RolloutStore>[]): Property<RolloutStore>[] {
  const of = (kind: Property['kind']) => brought.filter((property) => property.kind === kind);
  return [
    noFalseTerminal,
    gateNeverGreenEarly,
    settledStaysSettled,
    verdictMatchesRows,
    completedAtIffSettled,
    firstErrorKept,
    ...(scene.operations.length > 0 ? [noFalseStop, workEndsFirst(scene.operations)] : []),
    undeterminedWritesNothing(scene.drives),
    ...of('safety'),
    ...fairly(scene, [everyApplySettles(scene), aggregateConverges(scene), ...of('liveness')]),
    ...witnesses(scene),
    ...of('witness'),
  ];
}

/** A database queues those who wait for a lock: who can have it again and again gets it. */
function fairly({ config }: Scene, properties: readonly Property<RolloutStore>[]): Property<RolloutStore>[] {
  return properties.map((property) =>
    property.kind === 'liveness' && config.isolation === 'read-committed'
      ? { ...property, defaultFairness: 'strong' }
      : property,
  );
}

function witnesses({ protocol, operations, faults, policies, config }: Scene): Witness<RolloutStore>[] {
  const may = (fault: string): boolean => (faults[fault] ?? 0) > 0;
  const canFail = may('failure') || may('late-failure');
  // In turns, two operations are not in flight together, and a finalizer is in flight with none.
  const { order = 'parallel', finalizer = false } = config;
  const together = operations.length > (finalizer ? 2 : 1) && order === 'parallel';
  const canDegrade = canFail && protocol.projection === 'rollout' && together;
  return [
    reaches('can-complete', 'completed'),
    ...(canFail ? [reaches('can-fail', 'failed')] : []),
    ...(canDegrade ? [reaches('can-degrade', 'running_degraded')] : []),
    // The last one's failure has nothing later to hold.
    ...(canDegrade && policies.slice(0, -1).includes('pause') ? [canPause] : []),
    ...(may('cancel') ? [reaches('can-cancel', 'cancelled')] : []),
  ];
}
