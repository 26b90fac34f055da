/** How a run of `holdfast drive` ended: as an exit code, as data, and as text. */
import { relative } from 'node:path';
import type { CommandEngine, RunResult } from '../../driver/index.ts';
import { isTerminal } from '../../machines/index.ts';
import type { ApplyView, StoredOperation } from '../../store/index.ts';

/** Everything that the end of a run is told from. `logs` has the log file of each operation that has one. */
export interface Ending {
  readonly apply: string;
  /** The command that goes on with it. */
  readonly resume: string;
  readonly result: RunResult;
  readonly logs: ReadonlyMap<string, string>;
}

/** The end of a run: `data` for programs, `text` for people. */
export interface Outcome {
  readonly exitCode: 0 | 1 | 3;
  readonly data: unknown;
  readonly text: string;
}

/** What the run ended in. An apply that claims more than its deployments bear out has not completed. */
export function outcomeOf(ending: Ending): Outcome {
  const { apply, result } = ending;
  const { view, gate } = result;
  const word = wordFor(result);
  const exitCode = EXIT_CODES[word] ?? 1;
  const operations = view.operations.map(({ id, state, errorMessage }) => ({ operation: id, state, errorMessage }));
  const resume = word === INTERRUPTED ? { resume: ending.resume } : {};
  return {
    exitCode,
    data: { result: { apply, outcome: word, exitCode, ...view.apply, gate, operations, ...resume } },
    text: [headline(ending, word), ...details(ending), ...advice(ending, word)].join('\n'),
  };
}

const INTERRUPTED = 'interrupted';
const FALSE = 'completed falsely';
const EXIT_CODES: Readonly<Record<string, Outcome['exitCode']>> = { completed: 0, [INTERRUPTED]: 3 };

function wordFor({ view, over }: RunResult): string {
  if (!over) return INTERRUPTED;
  if (view.apply.state !== 'completed') return view.apply.state;
  return countCompleted(view) === view.operations.length ? 'completed' : FALSE;
}

function countCompleted({ operations }: ApplyView): number {
  return operations.filter((operation) => operation.state === 'completed').length;
}

/** The log files of the view's operations. */
export async function findLogs(apply: string, engine: CommandEngine, view: ApplyView): Promise<Map<string, string>> {
  const logs = await Promise.all(
    view.operations.map(async ({ id }) => [id, await engine.logOf({ apply, operation: id })] as const),
  );
  return new Map(logs.flatMap(([id, log]) => (log === null ? [] : [[id, log] as const])));
}

function headline({ apply, result: { view, gate } }: Ending, word: string): string {
  const state = word === INTERRUPTED ? `interrupted while ${view.apply.state}` : word;
  return `${apply}: ${state}. ${countCompleted(view)} of ${view.operations.length} deployments completed; the gate is ${gate}.`;
}

function details({ result: { view, over }, logs }: Ending): string[] {
  const unfinished = view.operations.filter((operation) => operation.state !== 'completed');
  return unfinished.flatMap((operation) => {
    const log = logs.get(operation.id);
    const line = `  ${operation.id}: ${operation.state}${remark(operation, over)}`;
    return log === undefined ? [line] : [line, `    log: ${relative(process.cwd(), log)}`];
  });
}

function remark({ state, errorMessage }: StoredOperation, over: boolean): string {
  if (errorMessage !== null) return `, ${errorMessage}`;
  if (state === 'pending') return over ? ', never begun' : '';
  return isTerminal(state) ? '' : ', its command goes on by itself';
}

function advice({ resume }: Ending, word: string): string[] {
  if (word === 'completed') return [];
  if (word === INTERRUPTED) return [`To go on: ${resume}`];
  if (word === FALSE) return ['The apply says completed and its deployments do not: the write protocol has a race.'];
  return ['An apply that has ended stays as it is. To roll out again, give the file another apply id.'];
}
