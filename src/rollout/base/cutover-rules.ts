/** Cutovers and reverts in the modelled store: whose turn it is, what begins, and what has become of a request. */
import {
  aggregateOf,
  hasCutOver,
  isCutOff,
  isReleased,
  isTerminal,
  mayCutOver,
  stepOperationRow,
  type OperationRow,
  type Siblings,
  type State,
} from '../../machines/index.ts';
import type { Transaction, View } from '../../sim/index.ts';
import type { EngineState } from './modelled-engine.ts';
import type { Scene } from './scene.ts';
import { rowsOf, type RolloutStore } from './modelled-store.ts';

type World = View<RolloutStore>;
type Rules = Pick<Scene, 'config' | 'protocol'>;

/** What becomes of a request: its answer, or that it has none yet. */
export type Outcome = 'complete' | 'fail' | 'open';

/** The operation, if there is one, that is ready and whose turn it is to cut over. */
export function nextToCutOver(world: World, { config, protocol }: Rules): OperationRow | undefined {
  const turns = turnsIn(world, config);
  return placesOf(world, 'waiting_for_cutover').find(({ row, siblings }) => mayCutOver(protocol, turns, row, siblings))
    ?.row;
}

/** Begins the cutover whose turn it is, in its row. From then on no cancel closes the row. */
export function beginCutover(tx: Transaction<RolloutStore>, scene: Pick<Scene, 'config' | 'protocol' | 'write'>): void {
  const row = nextToCutOver(tx, scene);
  if (row !== undefined) scene.write(tx, `operation:${row.id}`, stepOperationRow(row, { type: 'cutover' }));
}

/** Completed once nothing waits for its cutover any more, failed where what still waits is cut off. */
export function cutoverOutcome(world: World, { config, protocol }: Rules): Outcome {
  const rows = rowsOf(world);
  if (rows.some(({ state }) => state === 'cutting_over')) return 'open';
  const waiting = placesOf(world, 'waiting_for_cutover');
  if (waiting.length === 0) return rows.some(({ state }) => hasCutOver(state)) ? 'complete' : 'fail';
  const turns = turnsIn(world, config);
  return waiting.every(({ row, siblings }) => isCutOff(protocol, turns, row, siblings)) ? 'fail' : 'open';
}

/** A revert is completed once it shows, a skipped one once nothing can be reverted any more; the other one has failed then. */
export function revertOutcome(world: World, kind: 'revert' | 'skip_revert', engines: readonly string[]): Outcome {
  const rows = new Set(rowsOf(world).map(({ state }) => state));
  const isAt = (state: EngineState): boolean => engines.some((engine) => world.actor(engine)?.value === state);
  const isOver = !isAt('revertible') && !isAt('reverting') && !rows.has('revert_window') && !rows.has('reverting');
  if (!isOver || isAt('reverted') !== rows.has('reverted')) return 'open';
  return rows.has('reverted') === (kind === 'revert') ? 'complete' : 'fail';
}

/**
 * Whether the apply rests before a cutover that will not come: what is ready is cut off by one that has ended without a cutover, the
 * stored state shows it, and nothing else is in flight. It waits for somebody to cancel it.
 */
export function restsCutOff(world: World, { config, protocol }: Rules): boolean {
  const turns = turnsIn(world, config);
  const open = placesOf(world).filter(({ row }) => !isTerminal(row.state));
  const stands = open.every(
    ({ row, siblings }) => HAS_NOT_CUT_OVER.has(row.state) && isCutOff(protocol, turns, row, siblings),
  );
  if (!stands || !open.some(({ row }) => row.state === 'waiting_for_cutover')) return false;
  return world.read('apply').state === aggregateOf(protocol, rowsOf(world), turns.released);
}

/** Standing still before a cutover: with its work done, or not begun. */
const HAS_NOT_CUT_OVER: ReadonlySet<State> = new Set<State>(['waiting_for_cutover', 'pending']);

/** The operations in a state, or all of them, each with those before it and those after it. */
function placesOf(world: World, state?: State): { readonly row: OperationRow; readonly siblings: Siblings }[] {
  const rows = rowsOf(world);
  const places = rows.map((row, index) => ({
    row,
    siblings: { earlier: rows.slice(0, index), later: rows.slice(index + 1) },
  }));
  return state === undefined ? places : places.filter(({ row }) => row.state === state);
}

function turnsIn(world: World, { order = 'parallel' }: Scene['config']) {
  return { order, released: isReleased(world.read('requests')) };
}
