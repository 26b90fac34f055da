// The drive machine on a store and an engine of your own: here two variables and a counter, all in one process.
import { createActor, fromPromise, waitFor } from 'xstate';
import * as holdfast from '../../src/machines/index.ts';

const names = ['us-east', 'eu-west'];
const pending = { state: 'pending', onFailure: 'halt', errorMessage: null, started: false } as const;

/** Rolls out to both deployments and returns the apply as it ended. */
export async function rollOut(): Promise<holdfast.ApplyRow> {
  let apply: holdfast.ApplyRow = { state: 'pending', startedAt: null, completedAt: null, errorMessage: null };
  const rows = new Map<string, holdfast.OperationRow>(names.map((id) => [id, { id, ...pending }]));
  const progress = new Map(names.map((id) => [id, 0]));

  const move = (id: string, event: holdfast.OperationEvent): void => {
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, holdfast.stepOperationRow(row, event));
  };

  const actors = {
    claim: fromPromise<holdfast.Claim, holdfast.ClaimInput>(({ input }) => {
      const { operation } = input;
      const wanted = operation === null ? undefined : rows.get(operation);
      if (wanted === undefined || holdfast.isTerminal(wanted.state)) return new Promise(() => undefined); // nothing to do: wait
      move(wanted.id, { type: 'claim' });
      return Promise.resolve({ operation, lease: null, reopened: false });
    }),
    pollEngine: fromPromise<holdfast.EngineReport, holdfast.PollInput>(async ({ input: { operation } }) => {
      const done = (progress.get(operation ?? '') ?? 0) + 1;
      progress.set(operation ?? '', done);
      return { tasks: [{ operation, state: done < 3 ? 'running' : 'completed' }], errorMessage: null };
    }),
    writeOperation: fromPromise<null, holdfast.OperationWrite>(
      async ({ input: { operation, state, errorMessage } }) => {
        move(operation, { type: `report.${state as holdfast.OperationState}`, errorMessage });
        return null;
      },
    ),
    listOperations: fromPromise<readonly holdfast.OperationRow[], holdfast.ApplyInput>(async () => [...rows.values()]),
    readRelease: fromPromise<boolean, holdfast.ApplyInput>(async () => false),
    readApply: fromPromise<holdfast.ApplyRow, holdfast.ApplyInput>(async () => apply),
    writeApply: fromPromise<holdfast.WriteOutcome, holdfast.ApplyWrite>(async ({ input }) => {
      apply = holdfast.writeApplyRow(apply, input, new Date().toISOString());
      return 'written';
    }),
  };

  const drives = names.map((operation) => {
    const input = { apply: 'add-index', operation, protocol: holdfast.SHIPPED_PROTOCOL, pollInterval: 10 };
    return createActor(holdfast.driveMachine.provide({ actors }), { input }).start();
  });
  // A drive that has finished its operation and its apply is back where it claims.
  await Promise.all(
    drives.map((drive) => waitFor(drive, (drive) => drive.matches('claiming') && holdfast.isTerminal(apply.state))),
  );
  for (const drive of drives) drive.send({ type: 'shutdown' });
  return apply;
}
