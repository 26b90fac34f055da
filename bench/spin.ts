/** SPIN as a peer: a model's text made into a program (`pan`) that explores it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingOf, run } from './run-command.ts';

/**
 * What made `pan` fastest on two-phase commit: no cycle checks (there is no liveness here), no partial-order reduction (a model
 * of one process has nothing to reduce), and states stored as they are (`COLLAPSE`, for want of memory, halves the speed).
 */
const COMPILER_FLAGS = ['-O3', '-DSAFETY', '-DNOREDUCE', '-DNOCOMP'];
/** Deeper than any path; a stack for the default depth would take time to clear. */
const MOST_STEPS = 1000;

/** The programs needed that are not installed. */
export const missingForSpin = (): Promise<string[]> => missingOf({ spin: ['-V'], gcc: ['--version'] });

/** Has SPIN and gcc make the program, in a folder of its own that goes when this process ends; returns its path. */
export async function compiledPan(promela: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return compilePan(promela, folder, COMPILER_FLAGS);
}

/** The same in a folder of the caller's, which the caller removes. `translation` is what SPIN itself is told, before `-a`. */
export async function compilePan(
  promela: string,
  folder: string,
  flags: readonly string[],
  translation: readonly string[] = [],
): Promise<string> {
  writeFileSync(join(folder, 'model.pml'), promela);
  await run('spin', [...translation, '-a', 'model.pml'], folder);
  await run('gcc', [...flags, '-o', 'pan', 'pan.c'], folder);
  return join(folder, 'pan');
}

/** The arguments for a model of about that many states: a hash table with two slots for each, or up to four. */
export const panArguments = (states: number): string[] => [`-m${MOST_STEPS}`, `-w${Math.ceil(Math.log2(states * 2))}`];

/** What `pan` counted. */
export interface PanCounts {
  readonly states: number;
  readonly transitions: number;
}

/**
 * Reads what `pan` says at its end.
 *
 * @throws Error if it found an error, gave up somewhere or says something else
 */
export function panCounts(output: string): PanCounts {
  const { errors, states, transitions } = panResult(output);
  if (errors !== 0) throw new Error(`pan found an error:\n${output.trim()}`);
  return { states, transitions };
}

/**
 * The same where errors are what is looked for.
 *
 * @throws Error if it gave up somewhere or says something else
 */
export function panResult(output: string): PanCounts & { readonly errors: number } {
  const errors = /errors: (\d+)/.exec(output)?.[1];
  const [states, transitions] = [numberBefore(output, 'states, stored'), numberBefore(output, 'transitions')];
  const gaveUp = /Search not completed|max search depth too small|out of memory/.test(output);
  if (errors === undefined || gaveUp || states === null || transitions === null)
    throw new Error(`pan did not explore the model to its end:\n${output.trim()}`);
  // It counts the initial state as one that a transition leads to.
  return { errors: Number(errors), states, transitions: transitions - 1 };
}

function numberBefore(output: string, words: string): number | null {
  const found = new RegExp(`([0-9.e+]+) ${words}`).exec(output);
  return found === null ? null : Number(found[1]);
}
