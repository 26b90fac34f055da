/** What must be true where requests are rows that a control loop carries out. */
import { isSettled, isTerminal } from '../../machines/index.ts';
import type { LivenessProperty, Property, SafetyProperty, View } from '../../sim/index.ts';
import { begunStates, restsPaused, rowsOf, type RolloutStore } from '../store.ts';

type World = View<RolloutStore>;

const everyRequestResolves: LivenessProperty<RolloutStore> = {
  kind: 'liveness',
  name: 'every-request-resolves',
  summary: 'once faults stop, every request has its answer: completed, or failed',
  goal: (world) => !Object.values(world.read('requests')).includes('pending'),
};

const nothingStranded: LivenessProperty<RolloutStore> = {
  kind: 'liveness',
  name: 'nothing-stranded',
  summary:
    'once faults stop, no operation is left behind: each one ends, or its apply is settled or paused before it has begun',
  goal: (world) => rowsOf(world).every(({ state }) => isTerminal(state)) || endsUnbegun(world),
};

/** What has begun has ended, and the rest will not begin. */
function endsUnbegun(world: World): boolean {
  const isOver = isSettled(world.read('apply').state) && begunStates(world).every(isTerminal);
  return isOver || restsPaused(world);
}

const stopHaltsSiblings = (names: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'stop-halts-siblings',
  summary:
    'while a stop or a cancel stands, no operation begins, and none is closed whose engine copies; once it is completed, none is in flight',
  each: names,
  check: (after, before, name) => {
    const control = after.read('control');
    if ((control !== 'stop' && control !== 'cancel') || before.read('control') !== control) return null;
    if (begins(after, before, name)) return `operation:${name} begins although a ${control} was requested`;
    if (isClosedTooSoon(after, name)) return `operation:${name} is closed by a ${control}, and its engine copies`;
    if (after.read('requests')[control] !== 'completed') return null;
    const flying = inFlight(after, name);
    return flying === null ? null : `the ${control} is completed, and ${flying}`;
  },
});

function begins(after: World, before: World, name: string): boolean {
  if (!isOperation(after, name)) return false;
  return !before.read(`operation:${name}`).started && after.read(`operation:${name}`).started;
}

function isClosedTooSoon(world: World, name: string): boolean {
  if (!isOperation(world, name) || world.actor(`engine:${name}`)?.value !== 'copying') return false;
  const { state } = world.read(`operation:${name}`);
  return state === 'stopped' || state === 'cancelled';
}

function inFlight(world: World, name: string): string | null {
  if (world.actor(`engine:${name}`)?.value === 'copying') return `engine:${name} copies`;
  if (!isOperation(world, name)) return null;
  const { state } = world.read(`operation:${name}`);
  return isTerminal(state) ? null : `operation:${name} is ${state}`;
}

/** An apply without operations has an engine and no row. */
const isOperation = (world: World, name: string): boolean => world.read('order').includes(name);

/** What is asked of requests; the names are those of the engines. */
export function requestProperties(names: readonly string[]): Property<RolloutStore>[] {
  return [stopHaltsSiblings(names), everyRequestResolves, nothingStranded];
}
