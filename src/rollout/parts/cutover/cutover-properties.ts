/** What must be true where operations cut over one after the other, and may be reverted. */
import { isReleased, mayCutOver, type State } from '../../../machines/index.ts';
import type { Property, SafetyProperty, View, Witness } from '../../../sim/index.ts';
import type { Scene } from '../../base/scene.ts';
import { projectedState, rowsOf, type RolloutStore } from '../../base/modelled-store.ts';

type World = View<RolloutStore>;
type Safety = SafetyProperty<RolloutStore>;

const cutoversInOrder = ({ operations, protocol, config: { order = 'parallel' } }: Scene): Safety => ({
  kind: 'safety',
  name: 'cutovers-in-order',
  summary:
    'no cutover begins before each operation earlier in deployment order has cut over, and no engine switches before its row says so',
  each: operations,
  check: (after, before, id) => {
    const isBegun = stateOf(before, id) === 'cutting_over';
    if (isSwitching(after, id) && !isSwitching(before, id) && !isBegun)
      return `engine:${id} switches, and its row does not say so`;
    if (isBegun || stateOf(after, id) !== 'cutting_over') return null;
    const rows = rowsOf(before);
    const place = operations.indexOf(id);
    const turns = { order, released: isReleased(before.read('requests')) };
    const row = before.read(`operation:${id}`);
    const siblings = { earlier: rows.slice(0, place), later: rows.slice(place + 1) };
    if (mayCutOver(protocol, turns, row, siblings)) return null;
    return `operation:${id} cuts over out of turn: ${rows.map((each) => `${each.id} is ${each.state}`).join(', ')}`;
  },
});

const stateOf = (world: World, id: string): State => world.read(`operation:${id}`).state;
const isSwitching = (world: World, id: string): boolean => world.actor(`engine:${id}`)?.value === 'switching';

const completedIsNotUndone = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'completed-is-not-undone',
  summary: 'no operation is reverted that is completed',
  each: operations,
  check: (after, _before, id) => {
    const engine = after.actor(`engine:${id}`)?.value;
    const isUndone = engine === 'reverting' || engine === 'reverted';
    return isUndone && after.read(`operation:${id}`).state === 'completed'
      ? `operation:${id} is completed, and its engine is ${engine}`
      : null;
  },
});

const reaches = (name: string, state: State): Witness<RolloutStore> => ({
  kind: 'witness',
  name,
  summary: `some run reaches an apply that is rightly ${state}`,
  reached: (world) => world.read('apply').state === state && projectedState(world) === state,
});

/** What is asked of cutovers, and of reverts where there is a window for them. */
export function cutoverProperties(scene: Scene): Property<RolloutStore>[] {
  const { operations, faults, config } = scene;
  const hasWindow = config.revertWindow === true;
  return [
    cutoversInOrder(scene),
    ...(hasWindow ? [completedIsNotUndone(operations)] : []),
    reaches('can-cut-over', 'cutting_over'),
    ...(hasWindow && (faults['revert'] ?? 0) > 0 ? [reaches('can-revert', 'reverted')] : []),
  ];
}
