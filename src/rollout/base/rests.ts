/** Where an apply that is not settled rightly stands still. */
import { aggregateOf, isReleased, isTerminal, type Protocol } from '../../machines/index.ts';
import type { View } from '../../sim/index.ts';
import { restsCutOff } from './cutover-rules.ts';
import type { Scene } from './scene.ts';
import { isUnwanted, restsPaused, rowsOf, type RolloutStore } from './modelled-store.ts';

type World = View<RolloutStore>;

/** It is not settled and need not become so: it is stopped as somebody wants, or paused, or rests otherwise, until a person asks for more. */
export function mayStayOpen(world: World, scene: Scene): boolean {
  const isStopped = world.read('apply').state === 'stopped' && isUnwanted(world);
  return isStopped || restsPaused(world) || rests(world, scene);
}

/** It stands still until a person asks for more, where the model has what that takes. */
export function rests(world: World, scene: Scene): boolean {
  const { requests = false, cutover = false } = scene.config;
  return (requests && restsStopped(world, scene.protocol)) || (cutover && restsCutOff(world, scene));
}

/**
 * A failure shows where others are stopped, and the apply is held open for those that have begun. Where a start is a request that
 * nobody need make, it may rest there.
 */
function restsStopped(world: World, protocol: Protocol): boolean {
  const rows = rowsOf(world);
  const states = rows.length > 0 ? rows.map(({ state }) => state) : [world.read('apply').state];
  if (world.read('control') !== 'stop' || !states.includes('stopped') || !states.every(isTerminal)) return false;
  return (
    rows.length === 0 || world.read('apply').state === aggregateOf(protocol, rows, isReleased(world.read('requests')))
  );
}
