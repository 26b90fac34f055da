/** `holdfast` as a real process, away from any terminal. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Ended } from './driver-process.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Says "ready" on stderr as soon as the program listens to Ctrl-C: before that, the signal would just kill it. */
const WATCH = `data:text/javascript,process.on('newListener',(name)=>{if(name==='SIGINT')process.stderr.write('ready')})`;

/** A running process: it can be interrupted, and it ends. */
export interface Running {
  readonly child: ChildProcess;
  /** Sends Ctrl-C once the program listens to it. */
  readonly interrupt: () => Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts a command line in a shell, in that folder. */
export function shell(command: string, cwd: string = ROOT): Promise<Ended> {
  return endOf(spawn('bash', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs `holdfast` to its end. */
export function holdfast(args: readonly string[], stdin: string | Buffer = '', cwd: string = ROOT): Promise<Ended> {
  const child = spawn(process.execPath, [`${ROOT}dist/cli/main.js`, ...args], { cwd });
  child.stdin.on('error', () => undefined).end(stdin);
  return endOf(child);
}

/** Starts `holdfast` to interrupt it. */
export function startHoldfast(...args: readonly string[]): Running {
  return startWith([], ...args);
}

/** The same with options for Node before those of the program. */
export function startWith(options: readonly string[], ...args: readonly string[]): Running {
  const child = spawn(process.execPath, ['--import', WATCH, ...options, `${ROOT}dist/cli/main.js`, ...args], {
    cwd: ROOT,
  });
  const ready = once(child.stderr, 'data');
  const interrupt = async (): Promise<void> => {
    await ready;
    child.kill('SIGINT');
  };
  const ended = endOf(child).then((end) => ({ ...end, stderr: end.stderr.replace(/^(ready)+/, '') }));
  return { child, interrupt, ended };
}

/** Whatever it does, a process prints neither a stack nor colours. */
async function endOf(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(output.stderr).not.toMatch(/^ {4}at /m);
  expect(output.stdout + output.stderr).not.toContain('\u001b');
  return { code, ...output };
}
