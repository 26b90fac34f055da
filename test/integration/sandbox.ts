/** A folder of one test's own, and the processes that the test runs in it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDriver, type Driver, type Ended } from './driver-process.ts';

/** Longer than anything takes on a busy machine. */
const PATIENCE_MS = 30_000;

export interface Sandbox {
  readonly folder: string;
  path(name: string): string;
  write(name: string, text: string): Promise<void>;
  /** Writes rollout.yaml: its commands append their deployment's name to runs.txt as they begin, and take `seconds`. */
  writeRollout(names: readonly string[], seconds: number, head?: string): Promise<void>;
  /** The deployments whose commands have begun, in that order: each as often as it did. */
  runs(): Promise<string[]>;
  /** Resolves once the command of that deployment has begun. */
  begun(name: string): Promise<void>;
  /** Starts `holdfast drive` with the arguments. */
  start(...args: readonly string[]): Driver;
  /** Runs `holdfast drive` with the arguments to its end. */
  run(...args: readonly string[]): Promise<Ended>;
}

/** Opens a sandbox. What still runs when the test is finished is killed, and the folder removed. */
export async function openSandbox(onTestFinished: (clean: () => Promise<void>) => void): Promise<Sandbox> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast drive '));
  const folder = join(root, 'a folder');
  const drivers: Driver[] = [];
  await mkdir(folder);
  onTestFinished(async () => {
    for (const { child } of drivers) child.kill('SIGKILL');
    await Promise.all(drivers.map((driver) => driver.ended));
    await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  const path = (name: string): string => join(folder, name);
  const write = (name: string, text: string): Promise<void> => writeFile(path(name), text);
  const start = (...args: readonly string[]): Driver => {
    const driver = startDriver(folder, ...args);
    drivers.push(driver);
    return driver;
  };
  const runs = async (): Promise<string[]> => {
    const text = await readFile(path('runs.txt'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };
  return {
    folder,
    path,
    write,
    start,
    run: (...args) => start(...args).ended,
    async writeRollout(names, seconds, head = '') {
      const run = `echo $HOLDFAST_OPERATION >> runs.txt; sleep ${seconds}`;
      const deployments = names.map((name) => `  - { name: ${name}, run: "${run}" }\n`);
      await write('rollout.yaml', `poll: 50ms\n${head}deployments:\n${deployments.join('')}`);
    },
    runs,
    async begun(name) {
      for (const deadline = Date.now() + PATIENCE_MS; !(await runs()).includes(name); await sleep(20)) {
        if (Date.now() > deadline)
          throw new Error(`the command of ${name} has not begun: ${(await runs()).join(', ')}`);
      }
    },
  };
}
