import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { latestAttempt } from '../../src/driver/command/attempt.ts';
import { commandEngine, type Command, type CommandEngine } from '../../src/driver/index.ts';

vi.setConfig({ testTimeout: 30_000 });

const never = new AbortController().signal;
const work = { apply: 'add index', operation: 'eu/west' };

describe('a command', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast engine '));
    await mkdir(join(folder, 'work here'));
  });

  afterEach(async () => {
    await killWhatRuns();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  function engineFor(command: Command, attempts?: number): CommandEngine {
    return commandEngine({
      stateFolder: join(folder, 'state'),
      cwd: join(folder, 'work here'),
      commands: new Map([[work.operation, command]]),
      ...(attempts === undefined ? {} : { attempts }),
    });
  }

  const attempt = () => latestAttempt(join(folder, 'state', 'eu%2Fwest'));

  async function killWhatRuns(): Promise<void> {
    const running = await attempt();
    try {
      if (running !== null) process.kill(-running.process.pid, 'SIGKILL');
    } catch {
      // Nothing of it runs any more.
    }
  }

  async function outcome(engine: CommandEngine): Promise<{ state: string | undefined; errorMessage: string | null }> {
    const look = async () => {
      const { tasks, errorMessage } = await engine.poll(work, never);
      return { state: tasks[0]?.state, errorMessage };
    };
    await expect.poll(async () => (await look()).state, { timeout: 20_000, interval: 20 }).not.toBe('running');
    return look();
  }

  const read = (name: string) => readFile(join(folder, 'work here', name), 'utf8');

  it('is started by the first poll, and then only watched', async () => {
    const engine = engineFor('echo ran >> runs.txt; sleep 0.2');
    expect(await engine.poll(work, never)).toEqual({
      tasks: [{ operation: 'eu/west', state: 'running' }],
      errorMessage: null,
    });
    expect(await outcome(engine)).toEqual({ state: 'completed', errorMessage: null });
    expect(await engine.poll(work, never)).toEqual({
      tasks: [{ operation: 'eu/west', state: 'completed' }],
      errorMessage: null,
    });
    expect(await read('runs.txt')).toBe('ran\n');
  });

  it('runs in its folder, knows what it is for, and gets no input', async () => {
    await outcome(engineFor('echo "$HOLDFAST_APPLY|$HOLDFAST_OPERATION|$(pwd)|$(cat)" > told.txt'));
    expect(await read('told.txt')).toMatch(/^add index\|eu\/west\|.*work here\|\n$/);
  });

  it('takes a list as it is, without the shell', async () => {
    await writeFile(join(folder, 'work here', 'my script.sh'), '#!/bin/sh\nprintf "%s\\n" "$@" > arguments.txt\n', {
      mode: 0o755,
    });
    expect((await outcome(engineFor(['./my script.sh', 'two words', '$HOME', '', '*']))).state).toBe('completed');
    expect(await read('arguments.txt')).toBe('two words\n$HOME\n\n*\n');
  });

  it('fails with its exit code and the last line that it said', async () => {
    const engine = engineFor(`printf '10%%\\r\\033[31mdisk full\\033[0m\\n\\n'; exit 28`);
    expect(await outcome(engine)).toEqual({ state: 'failed', errorMessage: 'exit code 28: disk full' });
    expect(await engine.lastLine(work)).toBe('disk full');
    expect(await engine.logOf(work)).toContain('attempt-1');
  });

  it('fails when there is no such program, and when it is a word that the shell would take for itself', async () => {
    expect((await outcome(engineFor(['./missing.sh']))).errorMessage).toMatch(/^exit code 127: .*missing\.sh/);
    await rm(join(folder, 'state'), { recursive: true });
    expect((await outcome(engineFor(['exit', '3']))).errorMessage).toBe('exit code 3');
  });

  it('says nothing before it began', async () => {
    expect(await engineFor('true').lastLine(work)).toBe(null);
    expect(await engineFor('true').logOf(work)).toBe(null);
  });

  it('is run once when many drivers start it at the same moment', async () => {
    const engines = Array.from({ length: 8 }, () => engineFor('echo ran >> runs.txt; sleep 0.3'));
    const reports = await Promise.all(engines.map((engine) => engine.poll(work, never)));
    expect(new Set(reports.map((report) => report.tasks[0]?.state))).toEqual(new Set(['running']));
    expect((await outcome(engineFor('false'))).state).toBe('completed');
    expect(await read('runs.txt')).toBe('ran\n');
  });

  it('keeps running as long as anything of it runs, even after the wrapper that would record its end was killed', async () => {
    const engine = engineFor('echo ran >> runs.txt; sleep 30 & wait');
    await engine.poll(work, never);
    await expect.poll(() => read('runs.txt').catch(() => ''), { timeout: 10_000 }).toBe('ran\n');
    process.kill((await attempt())?.process.pid ?? 0, 'SIGKILL');
    expect((await engine.poll(work, never)).tasks[0]?.state).toBe('running');
    expect((await attempt())?.number).toBe(1);
  });

  it('is run again when it died without an exit code, and fails when it does so each time', async () => {
    const engine = engineFor('echo ran >> runs.txt; kill -9 0', 2);
    expect(await outcome(engine)).toEqual({
      state: 'failed',
      errorMessage: 'died without an exit code, 2 times (killed, or the machine went down)',
    });
    expect(await read('runs.txt')).toBe('ran\nran\n');
    expect(await readdir(join(folder, 'state', 'eu%2Fwest'))).toEqual(['attempt-1', 'attempt-2']);
  });

  it('rejects a poll for an operation that it has no command for', async () => {
    await expect(engineFor('true').poll({ ...work, operation: 'xx' }, never)).rejects.toThrow(
      'no command for operation "xx"',
    );
  });
});
