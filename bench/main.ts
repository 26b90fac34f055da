/** `npm run bench`: measures Holdfast against named peers in the same run, and prints ratios. */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { unknownWord } from '../src/nearest.ts';
import { UserError } from '../src/user-error.ts';
import { runRounds, type Plan, type RowResult } from './rounds.ts';
import type { Row, RowModule } from './row.ts';
import { textOf } from './table.ts';
import { takeSample, type Sample } from './take-sample.ts';

/** Loaded one at a time, so that no row's process carries the libraries of another. */
const ROWS: Readonly<Record<string, () => Promise<RowModule>>> = {
  'explore-vs-xstate-graph': () => import('./explore-vs-xstate-graph.ts'),
  'schedules-vs-fast-check': () => import('./schedules-vs-fast-check.ts'),
  transitions: () => import('./transitions.ts'),
  'replay-model-vs-live': () => import('./replay-model-vs-live.ts'),
  'two-phase-commit-vs-spin': () => import('./two-phase-commit-vs-spin.ts'),
  scaling: () => import('./scaling.ts'),
  threads: () => import('./threads.ts'),
  symmetry: () => import('./symmetry.ts'),
  portfolio: () => import('./portfolio.ts'),
  shrinking: () => import('./shrinking.ts'),
  'rollout-3': () => import('./rollout-3.ts'),
};

const PLANS: Readonly<Record<'full' | 'quick', Plan>> = {
  full: { enough: 3, most: 9, milliseconds: 14_000 },
  quick: { enough: 1, most: 3, milliseconds: 3_000 },
};

const USAGE = 'Known: --quick, --json, --only ROW (may be repeated)';

interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  readonly only: readonly string[];
  /** Given by a benchmark to the processes that it starts: sample one side, and print what came out. */
  readonly side: string | undefined;
  readonly facts: boolean;
}

function optionsOf(args: string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const only = { type: 'string', multiple: true, default: Object.keys(ROWS) } as const;
  const options = { quick: flag, json: flag, facts: flag, only, side: { type: 'string' } } as const;
  try {
    const { values } = parseArgs({ args, options });
    return { ...values, side: values.side };
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}. ${USAGE}`);
  }
}

async function rowOf(name: string, quick: boolean): Promise<Row> {
  const load = Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
  if (load === undefined) throw new UserError(unknownWord('row', name, Object.keys(ROWS)));
  return (await load()).row(quick);
}

async function sampleHere(row: Row, side: string, { quick, facts }: Options): Promise<Sample> {
  const prepare = Object.hasOwn(row.sides, side) ? row.sides[side] : undefined;
  if (prepare === undefined) throw new UserError(unknownWord('side', side, Object.keys(row.sides)));
  return takeSample(await prepare(), quick, facts);
}

async function sampleInFreshProcess(row: string, side: string, quick: boolean, facts: boolean): Promise<Sample> {
  const flags = [...(quick ? ['--quick'] : []), ...(facts ? ['--facts'] : [])];
  const args = ['--expose-gc', fileURLToPath(import.meta.url), '--only', row, '--side', side, ...flags];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as Sample;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    throw new Error(`${row}, side "${side}": ${stderr?.trim() ?? String(error)}`, { cause: error });
  }
}

async function resultOf(name: string, { quick }: Options): Promise<RowResult> {
  const row = await rowOf(name, quick);
  const plan = quick ? PLANS.quick : PLANS.full;
  return runRounds(row, plan, (side, facts) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${name}: ${side}`);
    return sampleInFreshProcess(name, side, quick, facts && !quick);
  });
}

async function benchmark(options: Options): Promise<string> {
  const start = performance.now();
  await Promise.all(options.only.map((name) => rowOf(name, options.quick)));
  const rows: Record<string, RowResult> = {};
  for (const name of options.only) rows[name] = await resultOf(name, options);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const seconds = (performance.now() - start) / 1000;
  const report = { node: process.version, cores: availableParallelism(), quick: options.quick, seconds, rows };
  return options.json ? JSON.stringify(report, null, 2) : textOf(report);
}

async function main(args: string[]): Promise<string> {
  const options = optionsOf(args);
  if (options.side === undefined) return benchmark(options);
  const row = await rowOf(options.only[0] ?? '', options.quick);
  return JSON.stringify(await sampleHere(row, options.side, options));
}

try {
  console.log(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UserError ? 2 : 1;
}
