/** Properties of what is not in every rollout: they are there with the part of the model that they are about. */
import { hasTurn, isReleased, type DeploymentOrder, type Protocol } from '../machines/index.ts';
import type { SafetyProperty } from '../sim/index.ts';
import { rowsOf, type RolloutStore } from './store.ts';

type Safety = SafetyProperty<RolloutStore>;

/** An operation is held by one driver until its lease has run out or was given back. */
const oneLeaseHolder = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'one-lease-holder',
  summary: 'the lease of an operation passes to another driver only once it has expired or was given back',
  each: operations,
  check: (after, before, id) => {
    const was = before.read(`lease:${id}`);
    const is = after.read(`lease:${id}`);
    if (was === null || is === null || was.expired || was.holder === is.holder) return null;
    return `${is.holder} takes the lease of operation:${id} while ${was.holder} holds it`;
  },
});

const staleLeaseWritesNothing = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'stale-lease-writes-nothing',
  summary: 'what a driver writes after another one has claimed its operation changes nothing',
  each: operations,
  check: (after, _before, id) => after.read(`lease:${id}`)?.stale ?? null,
});

/** What is asked of leases. */
export function leaseProperties(operations: readonly string[]): Safety[] {
  return [oneLeaseHolder(operations), staleLeaseWritesNothing(operations)];
}

/** What is asked of operations that wait for each other. It goes by the order of the config, whatever the store makes of it. */
export function orderRespected(protocol: Protocol, order: DeploymentOrder, operations: readonly string[]): Safety {
  return {
    kind: 'safety',
    name: 'order-respected',
    summary:
      'no operation begins before its turn: those before it are as far as the order demands, and none has failed it',
    each: operations,
    check: (after, before, id) => {
      const row = before.read(`operation:${id}`);
      if (row.started || !after.read(`operation:${id}`).started) return null;
      const earlier = rowsOf(before).slice(0, operations.indexOf(id));
      const released = isReleased(before.read('requests'));
      const early = earlier.find((sibling) => !hasTurn(protocol, { order, released }, row, [sibling]));
      return early === undefined ? null : `operation:${id} begins while ${early.id} before it is ${early.state}`;
    },
  };
}
