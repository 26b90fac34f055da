/** Operations that wait for earlier ones. How a turn goes is for the machines to say (`src/machines/turn.ts`). */
import { hasTurn, isReleased, type DeploymentOrder, type Protocol } from '../../machines/index.ts';
import type { SafetyProperty } from '../../sim/index.ts';
import { withSight } from '../base/mutations.ts';
import type { Part } from '../base/part.ts';
import { rowsOf, type RolloutStore } from '../base/modelled-store.ts';

type Safety = SafetyProperty<RolloutStore>;

/** What is asked of operations that wait for each other. Their order is that in which they were created: what is attached later comes last. */
function orderRespected(protocol: Protocol, order: DeploymentOrder, operations: readonly string[]): Safety {
  return {
    kind: 'safety',
    name: 'order-respected',
    summary:
      'no operation begins before its turn: those before it are as far as the order demands, and none has failed it',
    each: operations,
    check: (after, before, id) => {
      const row = before.read(`operation:${id}`);
      if (row.started || !after.read(`operation:${id}`).started) return null;
      const rows = rowsOf(before);
      const earlier = rows.slice(
        0,
        rows.findIndex((other) => other.id === id),
      );
      const released = isReleased(before.read('requests'));
      const early = earlier.find((sibling) => !hasTurn(protocol, { order, released }, row, [sibling]));
      return early === undefined ? null : `operation:${id} begins while ${early.id} before it is ${early.state}`;
    },
  };
}

export const ORDER: Part = {
  name: 'order',
  brings: { order: 'rolling' },
  within: ({ order }) => order ?? null,
  mistake: ({ legacy, order }) =>
    legacy === true && order !== undefined ? 'an apply without operations has nothing to put in an order' : null,
  cells: ({ config: { order = 'parallel' } }) => ({ turns: order }),
  properties: ({ protocol, config: { order = 'parallel' }, operations }) => [
    orderRespected(protocol, order, operations),
  ],
  mutants: [
    {
      name: 'out-of-turn',
      summary: 'a claim waits for no operation that has not failed',
      mutate: withSight('claim', (cell, value) => (cell === 'turns' ? 'parallel' : value)),
    },
  ],
};
