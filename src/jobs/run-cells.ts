/** Carries the explorations of a combined matrix out, side by side where there are threads. */
import { setImmediate } from 'node:timers/promises';
import type { CombinedCell } from '../report/matrix/combined-cells.ts';
import { TaskPool } from '../threads/index.ts';
import { placeOf, stepsOf, type CellTask } from './combined-cell.ts';

const WORKER = new URL('combined-worker.js', import.meta.url);

/** What the owner of the cells hears and says. */
export interface CellPorts {
  readonly threads: number;
  /** Ends it: what is under way by then is lost. */
  readonly signal: AbortSignal;
  /** Called after each exploration. */
  readonly done: (cell: CombinedCell) => void;
}

/** A cell for each task, in the same order; those that did not come to an end are cut by "interrupted". */
export async function runCells(tasks: readonly CellTask[], ports: CellPorts): Promise<CombinedCell[]> {
  const cells = tasks.map(neverBegun);
  const keep = (index: number, cell: CombinedCell): void => {
    cells[index] = cell;
    ports.done(cell);
  };
  if (ports.threads < 2 || !TaskPool.isAvailable(WORKER)) await oneByOne(tasks, keep, ports);
  else await sideBySide(tasks, keep, ports);
  return [...cells];
}

type Keep = (index: number, cell: CombinedCell) => void;

async function oneByOne(tasks: readonly CellTask[], keep: Keep, { signal }: CellPorts): Promise<void> {
  for (const [index, task] of tasks.entries()) {
    const steps = stepsOf(task);
    for (let step = steps.next(); ; step = steps.next()) {
      if (signal.aborted) return;
      if (step.done === true) {
        keep(index, step.value);
        break;
      }
      // Lets Ctrl-C through.
      await setImmediate();
    }
  }
}

async function sideBySide(tasks: readonly CellTask[], keep: Keep, { threads, signal }: CellPorts): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const pool = new TaskPool<CellTask, CombinedCell>(WORKER, threads);
  let over = false;
  const explored = tasks.map(async (task, index) => {
    const cell = await pool.run(task);
    if (!over) keep(index, cell);
  });
  try {
    await Promise.race([Promise.all(explored), aborted]);
  } finally {
    over = true;
    await pool.end();
  }
}

function neverBegun(task: CellTask): CombinedCell {
  const cut = { verdict: 'bounded', bound: 'interrupted', states: 0, seconds: 0 } as const;
  return { ...placeOf(task), ...cut, properties: [], unreached: [] };
}
