/** What may be wrong with cutovers and reverts in one line. */
import type { ControlWork, EngineReport } from '../../machines/index.ts';
import { withPartService, withService } from '../mutations.ts';
import type { Mutant } from '../mutant.ts';
import { rowsOf } from '../store.ts';

export const CUTOVER_MUTANTS: readonly Mutant[] = [
  {
    name: 'all-cut-over',
    summary: 'a cutover begins in every row that waits for it, whosever turn it is',
    mutate: withPartService<ControlWork>('moveRows', (run) => (work, tx, self) => {
      const waiting = rowsOf(tx).filter(({ state }) => state === 'waiting_for_cutover');
      const moved = run(work, tx, self);
      if (work.request !== 'cutover') return moved;
      for (const row of waiting) tx.write(`operation:${row.id}`, { ...row, state: 'cutting_over' });
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
