import { exec } from 'node:child_process';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ApplyView } from '../../src/store/index.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { jsonLines, type Driver } from './driver-process.ts';
import { openSandbox } from './sandbox.ts';

const EXAMPLE = 'examples/rollout';

describe.concurrent('holdfast drive', () => {
  it('completes the example, and says so again without running anything', async ({ onTestFinished }) => {
    const box = await openSandbox(onTestFinished);
    await cp(EXAMPLE, box.folder, { recursive: true });
    const first = await box.run('rollout.yaml');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('us-east: completed\n');
    expect(first.stdout).toMatch(/gate: green\n/);
    expect(first.stdout).toMatch(/completed\. 3 of 3 deployments completed; the gate is green\.\n$/);
    expect(first.stdout).not.toContain('\u001b');
    const again = await box.run('rollout.yaml', '--json');
    expect(again.code).toBe(0);
    expect(jsonLines(again.stdout).at(-1)).toMatchObject({
      result: { outcome: 'completed', exitCode: 0, gate: 'green' },
    });
  });

  it('ends with 1 when a command fails, begins nothing behind it, and never shows a green gate', async ({
    onTestFinished,
  }) => {
    const box = await openSandbox(onTestFinished);
    await box.writeRollout(['us', 'eu', 'ap'], 0);
    const rollout = await readFile(box.path('rollout.yaml'), 'utf8');
    await box.write('rollout.yaml', rollout.replace(/(eu, run: ".*?);/, '$1; echo disk full; exit 7;'));
    const { code, stdout, stderr } = await box.run('rollout.yaml', '--json');
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
    expect(await box.runs()).toEqual(['us', 'eu']);
    const again = await box.run('rollout.yaml');
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(/eu: failed, exit code 7: disk full\n {4}log: .*\n/);
    expect(await box.runs()).toEqual(['us', 'eu']);
  });

  it('goes on after kill -9, and runs each command exactly once', async ({ onTestFinished }) => {
    const box = await openSandbox(onTestFinished);
    await box.writeRollout(['us', 'eu', 'ap'], 1, 'lease: 1s\n');
    const victim = box.start('rollout.yaml');
    await box.begun('eu');
    victim.child.kill('SIGKILL');
    expect(await victim.ended).toMatchObject({ code: null });
    const { code, stdout } = await box.run('rollout.yaml', '--json');
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toContainEqual(
      expect.objectContaining({ operation: 'us', from: null, state: 'completed' }),
    );
    expect(await box.runs()).toEqual(['us', 'eu', 'ap']);
  });

  it('leaves the commands running when interrupted, says how to go on, and goes on', async ({ onTestFinished }) => {
    const box = await openSandbox(onTestFinished);
    await box.writeRollout(['us', 'eu'], 1);
    await rename(box.path('rollout.yaml'), box.path("it's here.yaml"));
    const driver = box.start("it's here.yaml");
    await box.begun('us');
    driver.child.kill('SIGINT');
    const { code, stdout } = await driver.ended;
    expect(code).toBe(3);
    expect(stdout).toContain('us: running, its command goes on by itself');
    const [, resume = ''] = /\nTo go on: (.*)\n$/.exec(stdout) ?? [];
    await promisify(exec)(resume, { cwd: box.folder });
    expect(await box.runs()).toEqual(['us', 'eu']);
  });

  it('shares the work between processes, each command run once, with no moment of false green', async ({
    onTestFinished,
  }) => {
    const box = await openSandbox(onTestFinished);
    const names = ['us', 'eu', 'ap', 'sa', 'af', 'me'];
    await box.writeRollout(names, 0.8, 'order: parallel\n');
    const stop = new AbortController();
    const sampler = sample(box.path('rollout.db'), stop.signal);
    const [one, two] = [
      box.start('rollout.yaml', '--json', '--concurrency', '1'),
      box.start('rollout.yaml', '--json', '--concurrency', '1'),
    ];
    const ended = await Promise.all([one.ended, two.ended]);
    stop.abort();
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    expect(new Set(await box.runs())).toEqual(new Set(names));
    expect(await box.runs()).toHaveLength(names.length);
    const views = await sampler;
    expect(views.filter(isFalselyGreen)).toEqual([]);
    const holders = new Set(views.flatMap((view) => view.operations.flatMap((row) => row.holding?.holder ?? [])));
    expect(holders.size).toBe(2);
    expect(views.length).toBeGreaterThan(20);
  });

  it('does not act on a lease that it lost while it was frozen', async ({ onTestFinished }) => {
    const box = await openSandbox(onTestFinished);
    await box.writeRollout(['us', 'eu'], 2, 'lease: 500ms\n');
    const frozen = box.start('rollout.yaml', '--json');
    await box.begun('us');
    await freezeBetweenWrites(frozen, box.path('rollout.db'));
    const other = box.start('rollout.yaml', '--json');
    await box.begun('eu');
    frozen.child.kill('SIGCONT');
    expect((await other.ended).code).toBe(0);
    const { code, stdout } = await frozen.ended;
    expect(code).toBe(0);
    const message = 'the lease on operation "us" is held by another driver';
    expect(jsonLines(stdout)).toContainEqual(expect.objectContaining({ kind: 'trouble', operation: 'us', message }));
    expect(await box.runs()).toEqual(['us', 'eu']);
  });

  it('ends with 2 and one clear line for each mistake', async ({ onTestFinished }) => {
    const box = await openSandbox(onTestFinished);
    await box.write('wrong.yaml', 'deploymets:\n  - us\npoll: soon\n');
    await box.write('no-store.yaml', 'store: wrong.yaml\ndeployments: [{ name: us, run: "true" }]\n');
    const wrong = await box.run('wrong.yaml');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('wrong.yaml:1:1: unknown key "deploymets". Did you mean "deployments"?');
    expect(wrong.stderr).toContain('wrong.yaml:3:7: poll: expected a time like 200ms, 2s or 1m');
    const store = await box.run('no-store.yaml');
    expect(store).toMatchObject({ code: 2, stdout: '' });
    expect(store.stderr).toMatch(/wrong\.yaml: it is not a SQLite database\n$/);
    const missing = await box.run('missing.yaml');
    expect(missing).toMatchObject({ code: 2, stderr: 'cannot read missing.yaml: there is no such file\n' });
    for (const { stderr } of [wrong, store, missing]) expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('refuses a changed file and a replaced store, and says why', async ({ onTestFinished }) => {
    const box = await openSandbox(onTestFinished);
    await box.writeRollout(['us', 'eu'], 0);
    expect((await box.run('rollout.yaml')).code).toBe(0);
    await box.writeRollout(['us', 'ap'], 0);
    const changed = await box.run('rollout.yaml');
    expect(changed).toMatchObject({ code: 2, stdout: '' });
    expect(changed.stderr).toContain('deployments: stored us, eu, given us, ap');
    await rm(box.path('rollout.db'));
    const replaced = await box.run('rollout.yaml');
    expect(replaced.code).toBe(2);
    expect(replaced.stderr).toContain('belongs to another run');
    expect(await box.runs()).toEqual(['us', 'eu']);
  });
});

function isFalselyGreen({ apply, operations }: ApplyView): boolean {
  return apply.state === 'completed' && operations.some((row) => row.state !== 'completed');
}

/** Stops the process where it does not keep the database locked: nobody could take over before it wakes up. */
async function freezeBetweenWrites({ child }: Driver, path: string): Promise<void> {
  const store = await openSqliteStore(path);
  for (let locked = true; locked;) {
    child.kill('SIGSTOP');
    locked = await store.requestStart({ apply: 'rollout' }).then(
      () => false,
      () => true,
    );
    if (locked) child.kill('SIGCONT');
  }
  await store.close();
}

/** Everything that a gate could have seen until the signal aborts: views of the store in a file that is yet to come. */
async function sample(path: string, signal: AbortSignal): Promise<ApplyView[]> {
  const store = await openSqliteStore(path);
  const views: ApplyView[] = [];
  while (!signal.aborted) {
    const view = await store.view({ apply: 'rollout' }).catch(() => null);
    if (view !== null) views.push(view);
    await sleep(5);
  }
  await store.close();
  return views;
}
