/** How far a combined matrix has come, on a terminal. */
import type { CombinedCell } from '../../report/matrix/combined-cells.ts';
import type { CellTask } from '../../jobs/combined-cell.ts';
import type { Io } from '../terminal/io.ts';
import { showProgress } from '../terminal/progress.ts';

/** A line that is redrawn after each exploration. */
export interface CombinedProgress {
  readonly explored: (cell: CombinedCell) => void;
  readonly done: () => void;
}

export function combinedProgress(tasks: readonly CellTask[], threads: number, io: Io): CombinedProgress {
  const progress = showProgress(io, 'parts together');
  const cells: CombinedCell[] = [];
  return {
    explored: (cell) => {
      cells.push(cell);
      const violated = cells.filter(({ properties }) => properties.some(({ result }) => result === 'violated')).length;
      const left = secondsLeft(tasks, cells) / threads;
      progress.report(
        `${cells.length} of ${tasks.length} explored, ${violated} violated, about ${durationText(left)} left`,
      );
    },
    done: progress.done,
  };
}

/** By what explorations of the same kind took so far; a kind of which none is done takes as long as all others. */
export function secondsLeft(
  tasks: readonly Pick<CellTask, 'combination'>[],
  cells: readonly Pick<CombinedCell, 'kind' | 'seconds'>[],
): number {
  const meanOf = (some: typeof cells): number =>
    some.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, some.length);
  const kinds = [...new Set(tasks.map(({ combination }) => combination.kind))];
  return kinds.reduce((sum, kind) => {
    const done = cells.filter((cell) => cell.kind === kind);
    const left = tasks.filter(({ combination }) => combination.kind === kind).length - done.length;
    return sum + left * meanOf(done.length > 0 ? done : cells);
  }, 0);
}

function durationText(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
