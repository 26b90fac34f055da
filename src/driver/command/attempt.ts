/**
 * One attempt at running a command, as files that outlive the driver: `pid` names the process, `log` has what it printed, `exit`
 * its exit code once it has ended. Each file appears whole or not at all.
 */
import { link, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import type { ProcessIdentity } from './process-identity.ts';

/** An attempt that was begun: its folder, its number from 1, and the process that runs it. */
export interface Attempt {
  readonly folder: string;
  readonly number: number;
  readonly process: ProcessIdentity;
}

const TAIL_BYTES = 4096;
const LINE_LENGTH = 200;

/** The latest attempt that was begun in the folder of an operation; null when there was none. */
export async function latestAttempt(folder: string): Promise<Attempt | null> {
  const names = await readdir(folder).catch(() => []);
  const numbers = names.flatMap((name) => /^attempt-(\d+)$/.exec(name)?.slice(1) ?? []).map(Number);
  for (const number of numbers.sort((a, b) => b - a)) {
    const attempt = attemptFolder(folder, number);
    const record = await textOf(join(attempt, 'pid'));
    if (record !== null) return { folder: attempt, number, process: JSON.parse(record) as ProcessIdentity };
  }
  return null;
}

/** Makes the folder of an attempt, and returns it. */
export async function makeAttempt(folder: string, number: number): Promise<string> {
  const attempt = attemptFolder(folder, number);
  await mkdir(attempt, { recursive: true });
  return attempt;
}

/** Enters the process as the one that runs the attempt. False when another driver was first. */
export async function enterProcess(attempt: string, process: ProcessIdentity): Promise<boolean> {
  const draft = join(attempt, `pid.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(process));
  try {
    await link(draft, join(attempt, 'pid'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The exit code that the wrapper recorded; null while there is none. */
export async function exitCode(attempt: string): Promise<number | null> {
  const text = await textOf(join(attempt, 'exit'));
  return text === null ? null : Number(text);
}

/** The last line of the log that is not blank, without control characters and cut to a readable length; null when there is none. */
export async function lastLogLine(attempt: string): Promise<string | null> {
  const lines = stripVTControlCharacters(await tail(join(attempt, 'log'))).split(/[\r\n]+/);
  const last = lines.map(printable).findLast((line) => line !== '');
  if (last === undefined) return null;
  return last.length > LINE_LENGTH ? `${last.slice(0, LINE_LENGTH - 1)}…` : last;
}

/** Where the log of an attempt is. */
export function logFile(attempt: string): string {
  return join(attempt, 'log');
}

function attemptFolder(folder: string, number: number): string {
  return join(folder, `attempt-${number}`);
}

function printable(line: string): string {
  return line.replace(/\p{Cc}+/gu, ' ').trim();
}

async function tail(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
