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
  writeFileSync(join(folder, 'model.pml'), promela);
  await run('spin', ['-a', 'model.pml'], folder);
  await run('gcc', [...COMPILER_FLAGS, '-o', 'pan', 'pan.c'], folder);
  return join(folder, 'pan');
}

/** The arguments for a model of about that many states: a hash table with two slots for each, or up to four. */
export const panArguments = (states: number): string[] => [`-m${MOST_STEPS}`, `-w${Math.ceil(Math.log2(states * 2))}`];

/**
 * Reads what `pan` says at its end.
 *
 * @throws Error if it found an error, gave up somewhere or says something else
 */
export function panCounts(output: string): { readonly states: number; readonly transitions: number } {
  const [states, transitions] = [numberBefore(output, 'states, stored'), numberBefore(output, 'transitions')];
  if (!/errors: 0\b/.test(output) || output.includes('Search not completed') || states === null || transitions === null)
    throw new Error(`pan did not explore the model to its end without an error:\n${output.trim()}`);
  // It counts the initial state as one that a transition leads to.
  return { states, transitions: transitions - 1 };
}

function numberBefore(output: string, words: string): number | null {
  const found = new RegExp(`([0-9.e+]+) ${words}`).exec(output);
  return found === null ? null : Number(found[1]);
}
