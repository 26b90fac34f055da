/** `holdfast matrix --combined`: a protocol under every few parts together, and under settings that all meet each other. */
import type { CombinedCell, CombinedMatrix } from '../../report/matrix/combined-cells.ts';
import { outcomeOf, renderCombined } from '../../report/matrix/combined-text.ts';
import type { Arguments } from '../terminal/arguments.ts';
import { combinedPlan, type CombinedPlan } from './combined-plan.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { combinedProgress } from './combined-progress.ts';
import { interrupted, READER_GONE } from '../terminal/progress.ts';
import { runCells } from '../../jobs/run-cells.ts';
import { combinedCommand } from './combined-command.ts';

/** Explores the combinations that the options ask for, prints what came of them, and resolves to the exit code. */
export async function runCombined(args: Arguments, io: Io): Promise<number> {
  const plan = combinedPlan(args);
  const found = await exploreCombined(plan, io);
  if (io.signal.reason === READER_GONE) return EXIT.inconclusive;
  const checkCommand = (cell: CombinedCell, property: string): string =>
    `${io.program} ${combinedCommand(cell, property, plan.limits)}`;
  print(io, args.isOn('json') ? JSON.stringify(found) : renderCombined(found, { ...io, checkCommand }));
  if (io.signal.aborted) interrupted(io, 'what was not explored is inconclusive');
  return EXIT[outcomeOf(found)];
}

/** Explores them all. Once interrupted, what has not come to an end is cut. */
async function exploreCombined(plan: CombinedPlan, io: Io): Promise<CombinedMatrix> {
  const { protocols, combinations, limits, threads, refused } = plan;
  const tasks = protocols.flatMap((protocol) =>
    combinations.map((combination) => ({ combination, protocol, ...limits })),
  );
  const progress = combinedProgress(tasks, threads, io);
  try {
    return { cells: await runCells(tasks, { threads, signal: io.signal, done: progress.explored }), refused };
  } finally {
    progress.done();
  }
}
