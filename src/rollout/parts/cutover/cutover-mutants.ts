/** What may be wrong with cutovers and reverts in one line. */
import type { ControlWork, EngineReport, OperationRow } from '../../../machines/index.ts';
import { BLOCKED } from '../../../sim/index.ts';
import { seen, withAction, withActions, withPartService, withService, withSight } from '../../base/mutations.ts';
import type { Mutant } from '../../base/mutant.ts';
import { rowsOf } from '../../base/modelled-store.ts';
import { withoutScope } from '../finalizer.ts';

export const CUTOVER_MUTANTS: readonly Mutant[] = [
  {
    name: 'all-cut-over',
    summary: 'a cutover begins in every row that waits for it, whosever turn it is',
    mutate: withAction('cutover requested', (tx) => {
      const waiting = rowsOf(tx).filter(({ state }) => state === 'waiting_for_cutover');
      for (const row of waiting) tx.write(`operation:${row.id}`, { ...row, state: 'cutting_over' });
      return waiting.length > 0 ? undefined : BLOCKED;
    }),
  },
  {
    name: 'barrier-of-all',
    summary: 'under a barrier a cutover waits even for what waits until it is completed',
    mutate: withActions(/^cutover requested$/, (run) => (tx) => {
      const sight = seen(tx, (cell, value) =>
        cell.startsWith('operation:') ? withoutScope(value as OperationRow) : value,
      );
      return run(sight);
    }),
  },
  {
    name: 'blind-poll',
    summary: 'a poll begins and switches an engine whatever was requested',
    mutate: withSight('pollEngine', (cell, value) => (cell === 'control' ? 'none' : value)),
  },
  {
    name: 'cancelled-cutover',
    summary: 'a cancel closes a row whose cutover has begun',
    mutate: withPartService<ControlWork>('moveRows', (run) => (work, tx, self) => {
      const begun = rowsOf(tx).filter(({ state }) => state === 'cutting_over');
      const moved = run(work, tx, self);
      if (work.request !== 'cancel') return moved;
      for (const row of begun) tx.write(`operation:${row.id}`, { ...row, state: 'cancelled' });
      return moved;
    }),
  },
  {
    name: 'window-is-completed',
    summary: 'an operation that may be reverted yet is reported as completed',
    mutate: withService('pollEngine', (run) => (input, tx, self) => {
      const report = run(input, tx, self) as EngineReport;
      const tasks = report.tasks.map((task) =>
        task.state === 'revert_window' ? { ...task, state: 'completed' as const } : task,
      );
      return { ...report, tasks };
    }),
  },
];
