/**
 * The reaper: it closes what a settled apply has left over, rows that nobody holds and nothing will move any more. There is no clock: that
 * it waits for some quiet minutes is in what it looks at, the leases.
 */
import { isSettled, isTerminal, stepOperationRow, type OperationRow, type State } from '../../machines/index.ts';
import {
  BLOCKED,
  type EnvironmentAction,
  type LivenessProperty,
  type SafetyProperty,
  type Transaction,
} from '../../sim/index.ts';
import { withActions } from '../base/mutations.ts';
import type { Part } from '../base/part.ts';
import { mayStayOpen } from '../base/rests.ts';
import type { Scene } from '../base/scene.ts';
import { rowsOf, type RolloutStore, type WriteRow } from '../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Run = EnvironmentAction<RolloutStore>['run'];

const CLOSES = 'the reaper closes ';

function reap(id: string, write: WriteRow): Run {
  return (tx) => (isSettled(tx.read('apply').state) ? close(tx, id, write) : BLOCKED);
}

function close(tx: Tx, id: string, write: WriteRow) {
  const row = tx.read(`operation:${id}`);
  const lease = tx.read(`lease:${id}`);
  const isHeld = lease !== null && !lease.expired;
  return isTerminal(row.state) || isHeld
    ? BLOCKED
    : write(tx, `operation:${id}`, closedRow(row, tx.read('apply').state));
}

/** The outcome is out: what is left over of an apply that was reverted counts as reverted, as a cancelled row would outweigh that. */
function closedRow(row: OperationRow, outcome: State): OperationRow {
  const closed = stepOperationRow(row, { type: 'cancel' });
  return outcome === 'reverted' ? { ...closed, state: outcome } : closed;
}

const reapsNothingLive = (operations: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'reaps-nothing-live',
  summary: 'the reaper closes no operation whose engine copies',
  each: operations,
  check: (after, before, id) => {
    const was = before.read(`operation:${id}`).state;
    const { state } = after.read(`operation:${id}`);
    const isReaped =
      !isTerminal(was) && (state === 'cancelled' || state === 'reverted') && after.read('control') !== 'cancel';
    return isReaped && after.actor(`engine:${id}`)?.value === 'copying'
      ? `the reaper closes operation:${id} while its engine copies`
      : null;
  },
});

const leftoversAreClosed = (scene: Scene): LivenessProperty<RolloutStore> => ({
  kind: 'liveness',
  name: 'leftovers-are-closed',
  summary: 'once faults stop, a settled apply has no operation left that is not terminal',
  goal: (world) => {
    const { state } = world.read('apply');
    if (isSettled(state)) return rowsOf(world).every((row) => isTerminal(row.state));
    return mayStayOpen(world, scene);
  },
});

export const REAPER: Part = {
  name: 'reaper',
  brings: { reaper: true },
  needs: { leases: true },
  within: ({ reaper }) => (reaper === true ? 'it closes what a settled apply leaves over' : null),
  mistake: ({ reaper, leases, legacy }) => {
    if (reaper !== true) return null;
    if (legacy === true) return 'an apply without operations leaves no rows to a reaper';
    return leases === true ? null : 'a reaper goes by leases: add "leases: true"';
  },
  environment: ({ operations, close: closes }) =>
    Object.fromEntries(operations.map((id) => [`${CLOSES}operation:${id}`, { run: reap(id, closes) }])),
  properties: (scene) => [reapsNothingLive(scene.operations), leftoversAreClosed(scene)],
  mutants: [
    {
      name: 'no-reaper',
      summary: 'nobody closes what a settled apply has left over',
      mutate: withActions(/^the reaper closes /, () => () => BLOCKED),
    },
    {
      name: 'hasty-reaper',
      summary: 'the reaper takes any apply for settled',
      mutate: withActions(
        /^the reaper closes /,
        (_run, label) => (tx) =>
          close(tx, label.slice(`${CLOSES}operation:`.length), (_tx, cell, row) => tx.write(cell, row)),
      ),
    },
  ],
};
