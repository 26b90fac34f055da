/** What must be true where requests are rows that a control loop carries out. */
import { isSettled, isTerminal, type State } from '../../../machines/index.ts';
import type { LivenessProperty, Property, SafetyProperty, View } from '../../../sim/index.ts';
import { restsCutOff } from '../../base/cutover-rules.ts';
import type { Scene } from '../../base/scene.ts';
import { begunStates, LEGACY, restsPaused, rowsOf, type RolloutStore } from '../../base/modelled-store.ts';

type World = View<RolloutStore>;

const everyRequestResolves: LivenessProperty<RolloutStore> = {
  kind: 'liveness',
  name: 'every-request-resolves',
  summary: 'once faults stop, every request has its answer: completed, or failed',
  goal: (world) => !Object.values(world.read('requests')).includes('pending'),
};

const nothingStranded = (scene: Scene): LivenessProperty<RolloutStore> => ({
  kind: 'liveness',
  name: 'nothing-stranded',
  summary:
    'once faults stop, no operation is left behind: each one ends, or its apply is settled or paused before it has begun',
  goal: (world) =>
    rowsOf(world).every(({ state }) => isTerminal(state)) ||
    endsUnbegun(world) ||
    (scene.config.cutover === true && restsCutOff(world, scene)),
});

/** What has begun has ended, and the rest will not begin. */
function endsUnbegun(world: World): boolean {
  const isOver = isSettled(world.read('apply').state) && begunStates(world).every(isTerminal);
  return isOver || restsPaused(world);
}

const stopHaltsSiblings = (names: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'stop-halts-siblings',
  summary:
    'while a stop or a cancel stands, no operation begins or cuts over, and none is closed whose engine works; once it is completed, none is in flight',
  each: names,
  check: (after, before, name) => {
    const control = after.read('control');
    if ((control !== 'stop' && control !== 'cancel') || before.read('control') !== control) return null;
    if (begins(after, before, name)) return `operation:${name} begins although a ${control} was requested`;
    if (cutsOver(after, before, name)) return `engine:${name} begins to cut over although a ${control} was requested`;
    const works = workOf(after, name);
    if (works !== null && isClosed(after, name))
      return `operation:${name} is closed by a ${control}, and its engine ${works}`;
    if (after.read('requests')[control] !== 'completed') return null;
    const flying = inFlight(after, name);
    return flying === null ? null : `the ${control} is completed, and ${flying}`;
  },
});

function begins(after: World, before: World, name: string): boolean {
  if (!isOperation(after, name)) return false;
  return !before.read(`operation:${name}`).started && after.read(`operation:${name}`).started;
}

function cutsOver(after: World, before: World, name: string): boolean {
  return workOf(after, name) === 'cuts over' && workOf(before, name) !== 'cuts over';
}

/** What the engine changes at the target, in a word. */
function workOf(world: World, name: string): string | null {
  const state = world.actor(`engine:${name}`)?.value;
  if (state === 'switching') return 'cuts over';
  return state === 'copying' ? 'copies' : null;
}

function isClosed(world: World, name: string): boolean {
  if (!isOperation(world, name)) return false;
  const { state } = world.read(`operation:${name}`);
  return state === 'stopped' || state === 'cancelled';
}

/** What may be reverted yet is not in flight: a stop and a cancel came too late for it. */
function inFlight(world: World, name: string): string | null {
  const works = workOf(world, name);
  if (works !== null) return `engine:${name} ${works}`;
  if (!isOperation(world, name)) return null;
  const { state } = world.read(`operation:${name}`);
  return isTerminal(state) || REVERTIBLE.has(state) ? null : `operation:${name} is ${state}`;
}

const REVERTIBLE: ReadonlySet<State> = new Set<State>(['revert_window', 'reverting']);

/** An apply without operations has an engine and no row. */
const isOperation = (world: World, name: string): boolean => world.read('order').includes(name);

const noStopUnasked = (engines: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'no-stop-unasked',
  summary: 'no engine is stopped unless a stop stands',
  each: engines,
  check: (after, before, engine) => {
    const isStopped = after.actor(engine)?.value === 'stopped' && before.actor(engine)?.value !== 'stopped';
    const control = after.read('control');
    return isStopped && control !== 'stop' ? `${engine} is stopped, and what was asked for last is a ${control}` : null;
  },
});

/** What is asked of requests. */
export function requestProperties(scene: Scene): Property<RolloutStore>[] {
  const { operations, engines } = scene;
  return [
    stopHaltsSiblings(operations.length > 0 ? operations : [LEGACY]),
    noStopUnasked(engines),
    everyRequestResolves,
    nothingStranded(scene),
  ];
}
