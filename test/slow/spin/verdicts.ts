/** What each side says of a random system, in the same words. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../bench/run-command.ts';
import { compilePan, panResult } from '../../../bench/spin.ts';
import { explore, Kernel } from '../../../src/sim/index.ts';
import { systemOf } from './holdfast.ts';
import { promelaOf, type Question } from './promela.ts';
import type { Spec } from './spec.ts';

export interface Verdict {
  readonly states: number;
  readonly transitions: number;
  readonly safe: boolean;
  /** Null where it is not asked: once an actor may crash, fairness towards crashes would be SPIN's alone. */
  readonly live: boolean | null;
}

/** Ours; null if there are more worlds than are worth a comparison, or no end of them. */
export function ourVerdict(spec: Spec, maxStates: number): Verdict | null {
  const { verdict, states, transitions, findings } = explore(new Kernel(systemOf(spec)), { maxStates });
  if (verdict !== 'exhausted') return null;
  const holds = (name: string): boolean | null => {
    const found = findings.find(({ property }) => property.name === name);
    return found === undefined ? null : found.result === 'holds';
  };
  return { states, transitions, safe: holds('never') === true, live: holds('goal') };
}

/** Left to itself, SPIN leaves out of a state what is dead or never read, and so takes states for one that differ in a cell. */
const TRANSLATION = ['-o1', '-o2', '-o3'];
const FLAGS = ['-O0', '-w', '-DNOREDUCE'];
const ARGUMENTS = ['-E', '-n', '-m1000000', '-w18'];

/** SPIN's. `write` is how the model is written: a test of this comparison writes a wrong one. */
export async function spinVerdict(
  spec: Spec,
  write: (spec: Spec, question: Question) => string = promelaOf,
): Promise<Verdict> {
  const [found, live] = await Promise.all([
    safety(write(spec, 'safety')),
    spec.crashes > 0 ? null : liveness(write(spec, 'liveness')),
  ]);
  return { ...found, live };
}

/** All errors are counted: the monitor's one step is tried once in each state, so they are the states that break the property. */
async function safety(promela: string): Promise<Omit<Verdict, 'live'>> {
  const { states, transitions, errors } = panResult(await ask(promela, ['-DSAFETY'], ['-c0']));
  return { states, transitions: transitions - errors, safe: errors === 0 };
}

/** The first cycle ends the search. What is no cycle is no answer, and an error here. */
async function liveness(promela: string): Promise<boolean> {
  const output = await ask(promela, ['-DNFAIR=8'], ['-a', '-f']);
  if (/^pan:\d+: acceptance cycle/m.test(output)) return false;
  const { errors } = panResult(output);
  if (errors > 0) throw new Error(`pan found an error that is no cycle:\n${output.trim()}`);
  return true;
}

async function ask(promela: string, flags: readonly string[], args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-spin-'));
  try {
    const pan = await compilePan(promela, folder, [...FLAGS, ...flags], TRANSLATION);
    return await run(pan, [...ARGUMENTS, ...args], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
