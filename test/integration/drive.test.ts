import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as machines from '../../src/machines/index.ts';
import type { ApplyView } from '../../src/store/index.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { jsonLines, runDriver, startDriver, type Driver } from './driver-process.ts';

const EXAMPLE = 'examples/rollout';

/** Patient on a busy machine. */
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 20 });

describe('holdfast drive', () => {
  let folder: string;
  let drivers: Driver[];

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'holdfast drive ')), 'a folder');
    drivers = [];
    await mkdir(folder);
  });

  afterEach(async () => {
    for (const { child } of drivers) child.kill('SIGKILL');
    await Promise.all(drivers.map((driver) => driver.ended));
    await rm(join(folder, '..'), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  function start(...args: readonly string[]): Driver {
    const driver = startDriver(folder, ...args);
    drivers.push(driver);
    return driver;
  }

  /** A rollout whose commands append to runs.txt when they begin, and take `seconds`. */
  async function writeRollout(names: readonly string[], seconds: number, head = ''): Promise<void> {
    const deployments = names.map(
      (name) => `  - { name: ${name}, run: "echo $HOLDFAST_OPERATION >> runs.txt; sleep ${seconds}" }\n`,
    );
    await writeFile(join(folder, 'rollout.yaml'), `poll: 50ms\n${head}deployments:\n${deployments.join('')}`);
  }

  const runs = async (): Promise<string[]> => {
    const text = await readFile(join(folder, 'runs.txt'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };

  it('completes the example, and says so again without running anything', async () => {
    await cp(EXAMPLE, folder, { recursive: true });
    const first = await runDriver(folder, 'rollout.yaml');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('us-east: completed\n');
    expect(first.stdout).toMatch(/gate: green\n/);
    expect(first.stdout).toMatch(/completed\. 3 of 3 deployments completed; the gate is green\.\n$/);
    expect(first.stdout).not.toContain('\u001b');
    const again = await runDriver(folder, 'rollout.yaml', '--json');
    expect(again.code).toBe(0);
    expect(jsonLines(again.stdout).at(-1)).toMatchObject({
      result: { outcome: 'completed', exitCode: 0, gate: 'green' },
    });
  });

  it('ends with 1 when a command fails, begins nothing behind it, and never shows a green gate', async () => {
    await writeRollout(['us', 'eu', 'ap'], 0);
    const rollout = await readFile(join(folder, 'rollout.yaml'), 'utf8');
    await writeFile(join(folder, 'rollout.yaml'), rollout.replace(/(eu, run: ".*?);/, '$1; echo disk full; exit 7;'));
    const { code, stdout, stderr } = await runDriver(folder, 'rollout.yaml', '--json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const lines = jsonLines(stdout);
    expect(lines.filter((line) => line['kind'] === 'gate')).toEqual([{ kind: 'gate', colour: 'red' }]);
    expect(lines.at(-1)).toMatchObject({
      result: {
        outcome: 'failed',
        errorMessage: 'exit code 7: disk full',
        gate: 'red',
        operations: [
          { state: 'completed' },
          { state: 'failed', errorMessage: 'exit code 7: disk full' },
          { state: 'pending' },
        ],
      },
    });
    expect(await runs()).toEqual(['us', 'eu']);
    const again = await runDriver(folder, 'rollout.yaml');
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(/eu: failed, exit code 7: disk full\n {4}log: .*\n/);
    expect(await runs()).toEqual(['us', 'eu']);
  });

  it('goes on after kill -9, and runs each command exactly once', async () => {
    await writeRollout(['us', 'eu', 'ap'], 1, 'lease: 1s\n');
    const victim = start('rollout.yaml');
    await eventually(runs).toEqual(['us', 'eu']);
    victim.child.kill('SIGKILL');
    expect(await victim.ended).toMatchObject({ code: null });
    const { code, stdout } = await runDriver(folder, 'rollout.yaml', '--json');
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toContainEqual(
      expect.objectContaining({ operation: 'eu', from: null, state: 'running' }),
    );
    expect(await runs()).toEqual(['us', 'eu', 'ap']);
  });

  it('leaves the commands running when interrupted, says how to go on, and goes on', async () => {
    await writeRollout(['us', 'eu'], 1);
    const driver = start('rollout.yaml');
    await eventually(runs).toEqual(['us']);
    driver.child.kill('SIGINT');
    const { code, stdout } = await driver.ended;
    expect(code).toBe(3);
    expect(stdout).toContain('us: running, its command goes on by itself');
    expect(stdout).toMatch(/To go on: holdfast drive rollout.yaml\n$/);
    expect((await runDriver(folder, 'rollout.yaml')).code).toBe(0);
    expect(await runs()).toEqual(['us', 'eu']);
  });

  it('shares the work between processes, each command run once, with no moment of false green', async () => {
    const names = ['us', 'eu', 'ap', 'sa', 'af', 'me'];
    await writeRollout(names, 0.8, 'order: parallel\n');
    const stop = new AbortController();
    const sampler = sample(join(folder, 'rollout.db'), stop.signal);
    const [one, two] = [
      start('rollout.yaml', '--json', '--concurrency', '1'),
      start('rollout.yaml', '--json', '--concurrency', '1'),
    ];
    const ended = await Promise.all([one.ended, two.ended]);
    stop.abort();
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    expect(new Set(await runs())).toEqual(new Set(names));
    expect(await runs()).toHaveLength(names.length);
    const views = await sampler;
    expect(views.filter(isFalselyGreen)).toEqual([]);
    const holders = new Set(views.flatMap((view) => view.operations.flatMap((row) => row.holding?.holder ?? [])));
    expect(holders.size).toBe(2);
    expect(views.length).toBeGreaterThan(20);
  });

  it('does not act on a lease that it lost while it was frozen', async () => {
    await writeRollout(['us', 'eu'], 1, 'lease: 500ms\n');
    const frozen = start('rollout.yaml', '--json');
    await eventually(runs).toEqual(['us']);
    frozen.child.kill('SIGSTOP');
    const other = start('rollout.yaml', '--json');
    await eventually(runs).toEqual(['us', 'eu']);
    frozen.child.kill('SIGCONT');
    expect((await other.ended).code).toBe(0);
    expect((await frozen.ended).code).toBe(0);
    expect(await runs()).toEqual(['us', 'eu']);
  });

  it('ends with 2 and one clear line for each mistake', async () => {
    await writeFile(join(folder, 'wrong.yaml'), 'deploymets:\n  - us\npoll: soon\n');
    await writeFile(join(folder, 'no-store.yaml'), 'store: wrong.yaml\ndeployments: [{ name: us, run: "true" }]\n');
    const wrong = await runDriver(folder, 'wrong.yaml');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('wrong.yaml:1:1: unknown key "deploymets". Did you mean "deployments"?');
    expect(wrong.stderr).toContain('wrong.yaml:3:7: poll: expected a time like 200ms, 2s or 1m');
    const store = await runDriver(folder, 'no-store.yaml');
    expect(store).toMatchObject({ code: 2, stdout: '' });
    expect(store.stderr).toMatch(/wrong\.yaml: it is not a SQLite database\n$/);
    const missing = await runDriver(folder, 'missing.yaml');
    expect(missing).toMatchObject({ code: 2, stderr: 'cannot read missing.yaml: there is no such file\n' });
    for (const { stderr } of [wrong, store, missing]) expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('refuses a changed file and a replaced store, and says why', async () => {
    await writeRollout(['us', 'eu'], 0);
    expect((await runDriver(folder, 'rollout.yaml')).code).toBe(0);
    await writeRollout(['us', 'ap'], 0);
    const changed = await runDriver(folder, 'rollout.yaml');
    expect(changed).toMatchObject({ code: 2, stdout: '' });
    expect(changed.stderr).toContain('deployments: stored us, eu, given us, ap');
    await rm(join(folder, 'rollout.db'));
    const replaced = await runDriver(folder, 'rollout.yaml');
    expect(replaced.code).toBe(2);
    expect(replaced.stderr).toContain('belongs to another run');
    expect(await runs()).toEqual(['us', 'eu']);
  });
});

function isFalselyGreen({ apply, operations }: ApplyView): boolean {
  return apply.state === 'completed' && operations.some((row) => row.state !== 'completed');
}

/** Everything that a gate could have seen until the signal aborts: views of the store in a file that is yet to come. */
async function sample(path: string, signal: AbortSignal): Promise<ApplyView[]> {
  const store = await openSqliteStore(path, { rules: machines });
  const views: ApplyView[] = [];
  while (!signal.aborted) {
    const view = await store.view({ apply: 'rollout' }).catch(() => null);
    if (view !== null) views.push(view);
    await sleep(5);
  }
  await store.close();
  return views;
}
