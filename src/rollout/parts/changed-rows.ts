/**
 * A database that reports how many rows an update changed, and not how many it found: MySQL does, unless its client asks for the rows
 * found. An update under a condition that holds reports no row, then, where the row is like that already.
 *
 * What a writer makes of that is the rule `zeroRows` of its protocol. To look again is what the store does without this part: it compares
 * token, state or revision in the transaction of the write. An update that has no condition is asked for no number.
 */
import {
  isDifferent,
  LEASE_LOST,
  type ApplyWrite,
  type OperationWrite,
  type WriteOutcome,
} from '../../machines/index.ts';
import { BLOCKED, Failure, type Service } from '../../sim/index.ts';
import type { Part, Services } from '../base/part.ts';
import type { RolloutStore } from '../base/modelled-store.ts';

type Guarded = Pick<OperationWrite, 'lease' | 'zeroRows'>;
type Cell = 'apply' | `operation:${string}` | `tasks:${string}`;

/** The same services, with writes that go by the number of rows. */
function counted(services: Services): Services {
  const { writeOperation, writeApply, writeTasks } = services;
  return {
    ...services,
    writeOperation: byCount(writeOperation, ({ operation }) => `operation:${operation}`, underToken),
    writeApply: byCount(writeApply, () => 'apply', underCondition),
    ...(writeTasks === undefined
      ? {}
      : {
          writeTasks: byCount(
            writeTasks as Service<RolloutStore, OperationWrite>,
            ({ operation }) => `tasks:${operation}`,
            underToken,
          ),
        }),
  };
}

/** The same service. `none` is what a write has come to that takes no row for a condition that does not hold. */
function byCount<Write extends Guarded, Answer>(
  service: Service<RolloutStore, Write, Answer>,
  cellOf: (write: Write) => Cell,
  none: (write: Write, answer: Answer) => Answer,
): Service<RolloutStore, Write, Answer> {
  return {
    ...service,
    run: (write, tx, self) => {
      const cell = cellOf(write);
      const before = tx.read(cell);
      const answer = service.run(write, tx, self);
      if (answer === BLOCKED || write.zeroRows === 'look-again' || changes(before, tx.read(cell))) return answer;
      return none(write, answer);
    },
  };
}

function changes(before: RolloutStore[Cell], after: RolloutStore[Cell]): boolean {
  const rows: readonly object[] = [before].flat();
  return [after].flat().some((row, index) => isDifferent(rows[index] ?? {}, row));
}

function underToken<Answer>({ lease }: Guarded, answer: Answer): Answer {
  if (lease === null) return answer;
  throw new Failure(LEASE_LOST, 'the update reports no row');
}

function underCondition(write: ApplyWrite, answer: WriteOutcome): WriteOutcome {
  return write.condition === undefined ? underToken(write, answer) : 'conflict';
}

export const CHANGED_ROWS: Part = {
  name: 'changed-rows',
  brings: { changedRows: true },
  within: ({ changedRows }) => (changedRows === true ? 'an update that changes nothing reports no row' : null),
  services: counted,
};
