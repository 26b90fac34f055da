import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CampaignReport } from '../../../src/report/index.ts';
import { Corpus } from '../../../src/files/corpus.ts';
import { formatToken, parseToken } from '../../../src/report/timeline/token-text.ts';
import { holdfast, type Outcome } from '../in-process.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Two operations and one failed read under fallback: the seed race, found in any batch. */
const RACE = '--protocol fallback --operations 2 --on-failure halt --parts none --faults read=1'.split(' ');
const SMALL = ['simulate', ...RACE, '--property', 'no-false-terminal', '--threads', '1'];
const BATCH = [...SMALL, '--runs', '60'];

const reportOf = ({ stdout }: Outcome): CampaignReport => JSON.parse(stdout) as CampaignReport;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-simulate-'));
});
afterAll(() => rm(folder, { recursive: true }));

let folders = 0;
const newFolder = (): string => join(folder, `corpus-${(folders += 1)}`);

describe('holdfast simulate', () => {
  it('prints the smallest race and the command that replays it: run, it prints the same race', async () => {
    const { code, stdout, stderr } = await holdfast(BATCH);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/no-false-terminal +safety +✗ violated +1 of 1 +\d preemptions?, 1 fault, \d+ steps/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('1-minimal: no step of it can be left out');
    const [, command = ''] = /replay: holdfast (replay hf1\.\S+)/.exec(stdout) ?? [];
    const replayed = await holdfast(command.split(' '));
    expect(replayed.code).toBe(1);
    expect(replayed.stdout).toMatch(/✗ no-false-terminal breaks at t\d+/);
    const timeline = timelineOf(replayed.stdout);
    expect(timeline.length).toBeGreaterThan(5);
    expect(timelineOf(stdout)).toEqual(timeline);
    expect((await holdfast(command.split(' '))).stdout).toBe(replayed.stdout);
  });

  it('that has no time to shrink what it found gives the schedule as it was drawn, and where', async () => {
    const { stdout } = await holdfast(BATCH, undefined, { signal: AbortSignal.abort() });
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('drawn in batch 0, not shrunk: protocol fallback, operations 2, faults read 1');
    expect(text).toContain('there was no time to shrink the race of no-false-terminal');
    const [, command = ''] = /replay: holdfast (replay hf1\.\S+)/.exec(stdout) ?? [];
    expect((await holdfast(command.split(' '))).stdout).toMatch(/✗ no-false-terminal breaks at t\d+/);
  });

  it('says beside a race that no protocol mends that none does', async () => {
    const late = 'simulate --protocol fenced --legacy --parts none --faults late-failure=1 --runs 60 --threads 1'.split(
      ' ',
    );
    const { code, stdout } = await holdfast(late);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(code).toBe(1);
    expect(text).toContain('verdict-matches-rows: the apply is completed, its rows say failed');
    expect(text).toContain('No protocol mends this: an apply without operations whose engine fails after it reported');
    expect((await holdfast(BATCH)).stdout).not.toContain('No protocol mends this');
  });

  it('says the same as JSON, and the same again', async () => {
    const once = await holdfast([...BATCH, '--json']);
    expect(await holdfast([...BATCH, '--json'])).toEqual(once);
    const { properties, schedulers, batches, schedules, known, labels } = reportOf(once);
    expect({ batches, schedules, known }).toEqual({ batches: 1, schedules: 60, known: [] });
    expect(properties).toMatchObject([{ name: 'no-false-terminal', result: 'violated', asked: 1, broken: 1 }]);
    expect(properties[0]?.race?.config).toEqual({ protocol: 'fallback', operations: 2, faults: { read: 1 } });
    expect(schedulers.map((one) => one.schedules)).toEqual([30, 5, 5, 5, 5, 5, 5]);
    for (const one of schedulers) expect(one.labels).toBeLessThanOrEqual(labels);
  });

  it('ends with 3 where nothing broke, as a sample proves nothing', async () => {
    const { code, stdout } = await holdfast(
      [...BATCH, '--protocol=fenced'].filter((word) => word !== '--protocol' && word !== 'fallback'),
    );
    expect(code).toBe(3);
    expect(stdout).toMatch(/no-false-terminal +safety +\? inconclusive +0 of 1/);
  });

  it('shares its batches among shards, each batch once and the same wherever it is run', async () => {
    const run = async (...options: string[]) =>
      reportOf(await holdfast([...SMALL, '--runs', '180', '--json', ...options]));
    const [whole, one, two] = [await run(), await run('--shard', '1/2'), await run('--shard', '2/2')];
    expect([whole.batches, one.batches, two.batches]).toEqual([3, 2, 1]);
    expect(one.steps + two.steps).toBe(whole.steps);
    expect(two.shard).toEqual({ index: 2, of: 2 });
  });

  it('names the actors and whom they wait for where a goal is out of reach', async () => {
    const args = 'simulate --runs 60 --protocol refuse --legacy --parts none --faults none --threads 1'.split(' ');
    const { stdout } = await holdfast([...args, '--property', 'every-apply-settles']);
    expect(stdout).toContain('There\n  - drive:legacy is in ');
    expect(stdout).toContain('  - gate is in sampling; waits: sampleApply cannot take effect until apply changes');
  });

  it.each([
    [['--shard', '3/2'], '--shard takes i/n with i from 1 to n'],
    [['--parts', 'lease'], '--parts: unknown part "lease". Did you mean "leases"?'],
    [['--runs', '0'], '--runs takes a whole number from 1 to'],
    [['--protocol', 'fence'], '--protocol: unknown protocol "fence". Did you mean "fenced"?'],
    [['--property', 'no-false-terminl'], '--property: unknown property "no-false-terminl". Did you mean'],
    [['--scheduler', 'pct'], '--scheduler: unknown scheduler "pct"'],
    [['--legacy', '--operations', '2'], '--legacy and --operations exclude each other'],
    [['--save', 'scenarios/seed-clobber.yaml'], 'there is a file of that name already, and it was not changed'],
    [['--save', 'nowhere/at-all.yaml'], 'there is no folder nowhere'],
    [['--save', 'scenarios/Big Name.yaml'], 'expected the name of a scenario file in small letters'],
    [['more'], 'holdfast simulate takes options only'],
  ])('refuses %j', async (options, message) => {
    const { code, stdout, stderr } = await holdfast(['simulate', ...options]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

/** The rows of the steps, without frame and notes. */
function timelineOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^t\d+(–\d+)? +[│]/.test(line))
    .map((line) => line.trimEnd());
}

describe('a corpus', () => {
  it('lets a campaign go on where it stopped, with the report of one that never did', async () => {
    const corpus = newFolder();
    const straight = await holdfast([...SMALL, '--runs', '120', '--json']);
    expect(reportOf(await holdfast([...BATCH, '--corpus', corpus, '--json'])).batches).toBe(1);
    const resumed = reportOf(await holdfast([...SMALL, '--runs', '120', '--corpus', corpus, '--json']));
    expect({ ...resumed, known: [] }).toEqual(reportOf(straight));
    // And there is nothing left to do.
    const again = reportOf(await holdfast([...SMALL, '--runs', '120', '--corpus', corpus, '--json']));
    expect({ ...again, known: [] }).toEqual(reportOf(straight));
  });

  it('replays what it holds first: still broken, fixed or diverged', async () => {
    const corpus = newFolder();
    const { properties } = reportOf(await holdfast([...BATCH, '--corpus', corpus, '--json']));
    const { token = '' } = properties[0]?.race?.counterexample ?? {};
    const { steps, config, system } = parseToken(token);
    const mended = formatToken({ system, config, steps: steps.slice(0, -1) });
    const gone = formatToken({ system, config, steps: [...steps.slice(0, 2), 'drive:A does what it never did'] });
    const open = await Corpus.open(corpus);
    for (const other of [mended, gone]) await open.keepRace({ property: 'no-false-terminal', token: other });
    const { known } = reportOf(await holdfast([...BATCH, '--corpus', corpus, '--json']));
    expect(new Map(known.map((race) => [race.token, race.outcome]))).toEqual(
      new Map([
        [token, 'still broken'],
        [mended, 'fixed'],
        [gone, 'diverged'],
      ]),
    );
  });

  it('that is damaged is refused, and left as it is', async () => {
    const corpus = newFolder();
    await holdfast([...BATCH, '--corpus', corpus]);
    for (const name of await readdir(corpus)) {
      const path = join(corpus, name);
      const whole = await readFile(path, 'utf8');
      const damaged = whole.replace(/[a-z](?=[a-z]*"\}?[,}])/, 'X');
      for (const text of [damaged, whole.slice(0, -30), 'something else']) {
        await writeFile(path, text);
        const { code, stderr } = await holdfast([...BATCH, '--corpus', corpus]);
        expect([code, stderr]).toEqual([
          2,
          expect.stringContaining(`${name}: damaged, or not written by this version`),
        ]);
        expect(await readFile(path, 'utf8')).toBe(text);
      }
      await writeFile(path, whole);
    }
  });

  it('is no folder in which there is anything else', async () => {
    const corpus = newFolder();
    await holdfast([...BATCH, '--corpus', corpus]);
    await writeFile(join(corpus, 'notes.txt'), 'mine');
    const { code, stderr } = await holdfast([...BATCH, '--corpus', corpus]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('notes.txt: not a file of a corpus. Nothing was changed'),
    ]);
    const file = await holdfast([...BATCH, '--corpus', join(corpus, 'notes.txt')]);
    expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('--corpus')]);
  });
});

describe('a race that is saved', () => {
  it('is a scenario that replay accepts, and that holds: it breaks as it says, and does not under fenced', async () => {
    const path = join(folder, 'saved-race.yaml');
    const { code, stderr } = await holdfast([...BATCH, '--save', path]);
    expect([code, stderr]).toEqual([1, `saved as ${path}\n`]);
    const replayed = await holdfast(['replay', path]);
    expect(replayed.code).toBe(0);
    expect(replayed.stdout).toContain('✓ saved-race: fallback breaks no-false-terminal at t');
    expect(replayed.stdout).toContain('fenced holds');
    const text = await readFile(path, 'utf8');
    const again = await holdfast([...BATCH, '--save', path]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('there is a file of that name already')]);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('keeps what is wrong with its protocol', async () => {
    const path = join(folder, 'eager-gate-found.yaml');
    const args = 'simulate --runs 60 --protocol fenced --mutant eager-gate --operations 1 --parts none --faults none';
    const { code, stderr } = await holdfast([...args.split(' '), '--threads', '1', '--save', path]);
    expect([code, stderr]).toEqual([1, `saved as ${path}\n`]);
    expect(await readFile(path, 'utf8')).toContain('mutant: eager-gate');
    const { code: replayed, stdout } = await holdfast(['replay', path]);
    expect([replayed, stdout]).toEqual([0, expect.stringContaining('fenced with eager-gate breaks')]);
  });

  it('says what a later protocol needs where no shipped one mends it', async () => {
    const path = join(folder, 'late-failure-found.yaml');
    // A legacy apply has no row that could make its outcome final: once its engine fails late, every verdict was too early.
    const args =
      'simulate --runs 60 --protocol fenced --legacy --parts none --faults late-failure=1 --property verdict-matches-rows';
    const { code, stderr } = await holdfast([...args.split(' '), '--threads', '1', '--save', path]);
    expect([code, stderr]).toEqual([1, `saved as ${path}\n`]);
    expect(await readFile(path, 'utf8')).toContain(
      'a protocol under which verdict-matches-rows holds here: fenced breaks it',
    );
    const replayed = await holdfast(['replay', path]);
    expect(replayed.code).toBe(0);
    expect(replayed.stdout).toContain('no shipped protocol mends it');
  });

  it('is not saved where there is none, or none that a scenario can tell', async () => {
    const path = join(folder, 'never-written.yaml');
    const nothing = 'simulate --runs 60 --protocol fenced --operations 1 --parts none --faults none --threads 1';
    expect((await holdfast([...nothing.split(' '), '--save', path])).stderr).toContain('nothing broke');
    const atStart = 'simulate --runs 60 --protocol refuse --legacy --parts none --faults none --threads 1';
    const { code, stdout, stderr } = await holdfast([...atStart.split(' '), '--save', path]);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ every-apply-settles');
    expect(stderr).toContain('is broken before the first step: that is no race, and no scenario can tell it');
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });
});
