import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PROTOCOLS } from '../../src/machines/index.ts';
import { holdfast, ROOT, shell, startHoldfast } from './cli-process.ts';

const SMALL = ['--protocol', 'own-tasks', '--faults', 'none'];

const change = z.strictObject({ kind: z.enum(['actor', 'cell']), name: z.string(), from: z.json(), to: z.json() });
const violation = z.strictObject({ property: z.string(), message: z.string() });
const variant = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['fresh', 'unacknowledged']) }),
  z.strictObject({ kind: z.literal('stale'), versions: z.int().min(1) }),
  z.strictObject({ kind: z.literal('distorted'), distortion: z.string() }),
]);
const step = z.strictObject({
  label: z.string(),
  actor: z.string().nullable(),
  fault: z.string().nullable(),
  kind: z.enum(['receive', 'effect', 'fail', 'answer', 'fire', 'crash', 'restart', 'happen']),
  request: z.strictObject({ source: z.string(), name: z.string() }).optional(),
  variant: variant.optional(),
  answer: z.strictObject({ source: z.string(), ok: z.boolean(), value: z.json() }).optional(),
  changes: z.array(change),
  contexts: z
    .array(z.strictObject({ actor: z.string(), key: z.string(), from: z.json().optional(), to: z.json().optional() }))
    .min(1)
    .optional(),
  failed: z
    .array(z.strictObject({ actor: z.string(), state: z.json(), answer: z.json().optional() }))
    .min(1)
    .optional(),
  violations: z.array(violation),
});
const property = z.strictObject({
  name: z.string(),
  kind: z.enum(['safety', 'liveness']),
  result: z.enum(['holds', 'violated', 'inconclusive']),
  message: z.string().optional(),
  fairness: z.enum(['weak', 'strong', 'transition']).optional(),
  counterexample: z
    .strictObject({
      token: z.string().startsWith('hf1.'),
      steps: z.array(step),
      cycle: z.array(step).optional(),
      starved: z.array(z.string()).optional(),
      waiting: z.array(z.string()).optional(),
      outOfReach: z.number().optional(),
      standing: z.array(z.string()).min(1).optional(),
      shrunk: z.strictObject({ from: z.int(), faults: z.int(), preemptions: z.int(), minimal: z.boolean() }).optional(),
    })
    .optional(),
});
const counts = z.record(z.string(), z.int().min(0));

const part = { name: z.string(), covered: z.boolean() };
const guard = z.strictObject({ name: z.string(), seenTrue: z.boolean(), seenFalse: z.boolean() });
const coverage = z.strictObject({
  machine: z.string(),
  actors: z.array(z.string()).min(1),
  states: z.array(z.strictObject(part)).min(1),
  transitions: z.array(
    z.strictObject({
      ...part,
      source: z.string(),
      event: z.string(),
      index: z.int(),
      targets: z.array(z.string()),
      guard: guard.nullable(),
    }),
  ),
});
const vacuity = z.strictObject({
  kind: z.enum(['fault', 'witness', 'safety', 'liveness', 'environment', 'service']),
  name: z.string(),
  message: z.string(),
});
const share = z.strictObject({
  name: z.string(),
  runs: z.int(),
  steps: z.int(),
  worlds: z.int(),
  violations: z.array(z.strictObject({ property: z.string(), run: z.int().positive() })),
});
const sample = z.union([z.string(), z.number()]);
const growth = z.strictObject({
  kind: z.enum(['context', 'cell', 'queue']),
  where: z.string(),
  grows: z.enum(['value', 'size']),
  distinct: z.int(),
  samples: z.tuple([sample, sample]),
});

/** The JSON of a check, all of it: what is printed and not named here is a mistake, too. */
const report = z.strictObject({
  protocol: z.string(),
  operations: z.int(),
  faults: counts,
  parts: z.array(z.strictObject({ name: z.string(), within: z.string().nullable() })),
  verdict: z.enum(['exhausted', 'bounded', 'sampled']),
  bound: z.string().optional(),
  schedules: z.int().optional(),
  schedulers: z.array(share).optional(),
  states: z.int().positive(),
  transitions: z.int().positive(),
  seconds: z.number().min(0),
  properties: z.array(property).min(1),
  witnesses: z.array(z.strictObject({ name: z.string(), reached: z.boolean() })).min(1),
  faultsInjected: counts,
  coverage: z.array(coverage).min(1),
  vacuous: z.array(vacuity),
  omissions: z.array(
    z.strictObject({ kind: z.enum(['travelling-write', 'late-timer', 'lost-refusal']), message: z.string() }),
  ),
  remarks: z.array(z.string()),
  growth: z.array(growth).optional(),
  memory: z.object({ bytes: z.number(), uses: z.array(z.unknown()) }).optional(),
});

/** One JSON object on one line, and nothing else. */
function reportOf(stdout: string): z.infer<typeof report> {
  expect(stdout).toMatch(/^\{.*\}\n$/);
  return report.parse(JSON.parse(stdout));
}

let folder = '';

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'holdfast cli ')), 'a folder');
  await mkdir(folder);
  await cp(join(ROOT, 'scenarios'), join(folder, 'scenarios'), { recursive: true });
  await symlink(join(ROOT, 'dist'), join(folder, 'the program'));
});

afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

// Two whole tours at the same time, beside everything else.
describe.concurrent('holdfast tour', { timeout: 180_000 }, () => {
  it('replays every race, checks every protocol, and says what to type next', async () => {
    const { code, stdout, stderr } = await holdfast(['tour'], '', folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^✓ seed-\S+: /gm)).toHaveLength(7);
    // The columns of a table that is too wide go on in another one.
    const verdicts = stdout.match(/^verdict .*$/gm)?.flatMap((line) => line.split(/ +/).slice(1));
    expect(verdicts).toEqual(PROTOCOLS.map(() => 'exhausted'));
    const [, next = ''] = /\n {2}the race above, on real actors:\n {4}(.*)\n/.exec(stdout) ?? [];
    expect(await shell(next, folder)).toMatchObject({ code: 0, stderr: '' });
  });

  it('prints one JSON object', async () => {
    const { code, stdout, stderr } = await holdfast(['tour', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const told = JSON.parse(stdout) as { scenarios: { file: string; ok: boolean }[]; checks: unknown[] };
    expect(told.scenarios.map(({ ok }) => ok)).toEqual(told.scenarios.map(() => true));
    expect(told.checks.map((check) => report.parse(check).protocol)).toEqual(PROTOCOLS.map(({ name }) => name));
  });

  it('ends soon when it is interrupted, and shows nothing that is incomplete', async () => {
    const tour = startHoldfast('tour');
    await tour.interrupt();
    const stderr = 'interrupted: what was found so far is incomplete and not shown\n';
    expect(await tour.ended).toEqual({ code: 3, stdout: '', stderr });
  });
});

describe.concurrent('holdfast check', () => {
  it('prints one JSON object, and ends with 0 when everything holds', async () => {
    const { code, stdout, stderr } = await holdfast(['check', '--legacy', '--faults', 'read=1,crash=1', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { seconds: _, ...told } = reportOf(stdout);
    expect(told).toMatchObject({
      protocol: 'merged',
      operations: 0,
      faults: { read: 1, crash: 1 },
      verdict: 'exhausted',
    });
    expect(told).not.toHaveProperty('bound');
    expect(told.properties.every(({ result }) => result === 'holds')).toBe(true);
    expect(told.witnesses).toContainEqual({ name: 'fault-was-injected', reached: true });
    expect(Object.keys(told.faultsInjected)).toEqual(['read', 'crash']);
  });

  it('ends with 1 when something breaks, and its counterexample names steps, actors and changes', async () => {
    const { code, stdout } = await holdfast(['check', ...SMALL, '--property', 'no-false-terminal', '--json']);
    expect(code).toBe(1);
    const [broken, ...others] = reportOf(stdout).properties;
    expect(others).toEqual([]);
    expect(broken).toMatchObject({ name: 'no-false-terminal', kind: 'safety', result: 'violated' });
    const last = broken?.counterexample?.steps.at(-1);
    expect(last).toMatchObject({
      label: 'drive:A writeApply#2 takes effect',
      actor: 'drive:A',
      kind: 'effect',
      request: { source: 'writeApply', name: 'writeApply#2' },
      variant: { kind: 'fresh' },
    });
    expect(last?.changes.map(({ name }) => name)).toContain('apply');
    expect(last?.violations).toEqual([{ property: 'no-false-terminal', message: broken?.message }]);
  });

  it.each([SMALL, ['--protocol', 'refuse', '--legacy', '--faults', 'none']])(
    'prints a command that replays what broke, twice the same: %s %s …',
    async (...options) => {
      const check = ['check', ...options].join(' ');
      const found = await shell(`${process.execPath} 'the program/cli/main.js' ${check}`, folder);
      expect(found.code).toBe(1);
      const [, name = '', message = ''] = /^✗ ([\w-]+): (.*(?:\n {2}.*)?)$/m.exec(found.stdout) ?? [];
      const [, replay = ''] = /replay: (.*)$/m.exec(found.stdout) ?? [];
      expect(replay).toMatch(/^node 'the program\/cli\/main\.js' replay hf1\.[\w-]+$/);
      const [first, second] = await Promise.all([shell(replay, folder), shell(replay, folder)]);
      expect(first).toMatchObject({ code: 1, stderr: '' });
      expect(second).toEqual(first);
      const told = first.stdout.replaceAll(/\s+/g, ' ');
      expect(told).toMatch(new RegExp(`✗ ${name} breaks [\\w ]+: ${message.replaceAll(/\s+/g, ' ')}`));
    },
  );

  it('ends with 3 and says which limit it met', async () => {
    const { code, stdout } = await holdfast(['check', '--operations', '1', '--max-depth', '4', '--json']);
    expect(code).toBe(3);
    expect(reportOf(stdout)).toMatchObject({ verdict: 'bounded', bound: 'max-depth 4' });
    const text = await holdfast(['check', '--operations', '1', '--max-states', '9']);
    expect(text.code).toBe(3);
    expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'cut by max-states 9: a bounded run proves nothing about deeper',
    );
  });

  it('keeps to its time', async () => {
    const { code, stdout } = await holdfast(['check', '--operations', '4', '--timeout', '1', '--json']);
    expect([1, 3]).toContain(code);
    expect(reportOf(stdout)).toMatchObject({ verdict: 'bounded', bound: 'timeout 1 s' });
    expect(reportOf(stdout).seconds).toBeLessThan(10);
  });

  it('ends soon when it is interrupted, with what it has found until then', async () => {
    const check = startHoldfast('check', '--operations', '3', '--json');
    await check.interrupt();
    const { code, stdout, stderr } = await check.ended;
    expect([1, 3]).toContain(code);
    expect(stderr).toBe('');
    expect(reportOf(stdout)).toMatchObject({ verdict: 'bounded', bound: 'interrupted' });
    expect(reportOf(stdout).seconds).toBeLessThan(10);
  });

  it('draws the same sample for the same seed, and another one for another', async () => {
    const sample = async (seed: string): Promise<string> => {
      const { stdout } = await holdfast(['check', '--operations', '1', '--sample', '20', '--seed', seed, '--json']);
      expect(reportOf(stdout)).toMatchObject({ verdict: 'sampled', schedules: 20 });
      return stdout.replace(/"seconds":[\d.]+/, '');
    };
    const [one, same, other] = await Promise.all([sample('a seed'), sample('a seed'), sample('b')]);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it('ends quietly when its reader has seen enough, and keeps its exit code', async () => {
    const program = `${process.execPath} dist/cli/main.js`;
    const { stdout, stderr } = await shell(
      `${program} check ${SMALL.join(' ')} --json | head -c 1; echo " \${PIPESTATUS[0]}"
       yes '["running"]' | ${program} project --stdin | head -n 1; echo "\${PIPESTATUS[1]}"`,
    );
    expect({ stdout, stderr }).toEqual({ stdout: '{ 1\nrunning\n3\n', stderr: '' });
  });

  it('says so when its output cannot be written, and does not call that a verdict', async () => {
    const { code, stderr } = await shell(`${process.execPath} dist/cli/main.js help > /dev/full`);
    expect(code).toBe(74);
    expect(stderr).toMatch(/^holdfast: cannot write the output: ENOSPC.*\n$/);
  });
});

describe.concurrent('holdfast replay', () => {
  it('replays a file with a space in its path', async () => {
    const { code, stdout, stderr } = await holdfast([
      'replay',
      join(folder, 'scenarios/seed-clobber.yaml'),
      '--on',
      'actors',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✓ seed-clobber: own-tasks breaks no-false-terminal at t8/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('ends with 1 when the race is not as the file says', async () => {
    const path = join(folder, 'seed-clobber.yaml');
    await cp(join(ROOT, 'scenarios/seed-clobber.yaml'), path);
    await shell(`sed -i 's/protocol: own-tasks/protocol: merged/' '${path}'`);
    const { code, stdout } = await holdfast(['replay', path]);
    expect(code).toBe(1);
    expect(stdout).toContain('NOT SEEN');
  });

  it('tells every mistake in its files at once, each with its place', async () => {
    const files: Readonly<Record<string, string | Buffer>> = {
      'typo.yaml': 'name: typo\nsummry: x\nsteps: [a\n',
      'wrong.yaml': 'name: wrong\nsummry: x\n',
      'empty.yaml': '',
      'latin1.yaml': Buffer.from('name: h\u00e4', 'latin1'),
      'huge.yaml': Buffer.alloc(2 ** 21, 'a: 1\n'),
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const paths = ['scenarios/seed-clobber.yaml', ...Object.keys(files), 'scenarios', 'nowhere.yaml'];
    const { code, stdout, stderr } = await holdfast(['replay', ...paths, 'hf1.AAAA', 'hf2.AAAA'], '', folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^typo\.yaml:\d+:\d+: not valid YAML: /m);
    expect(stderr).toContain('\nwrong.yaml:2:1: unknown key "summry". Did you mean "summary"? Known: name, summary, ');
    expect(stderr).toContain('\nempty.yaml:1:1: expected a mapping, got nothing\n');
    expect(stderr).toContain('\ncannot read latin1.yaml: it is not UTF-8 text\n');
    expect(stderr).toContain('\ncannot read huge.yaml: it is longer than 1 MiB\n');
    expect(stderr).toContain('\ncannot read scenarios: it is a folder; name the files in it\n');
    expect(stderr).toContain('\ncannot read nowhere.yaml: there is no such file\n');
    expect(stderr).toContain('\nthis token is damaged. Was it cut off when it was copied? ');
    expect(stderr).toContain('\nthis token begins with "hf2.", but this version of holdfast reads "hf1." tokens only.');
  });
});

describe.concurrent('holdfast project', () => {
  it('projects the states of its arguments, or of a JSON array a line', async () => {
    expect(await holdfast(['project', '--policy', 'pause', 'failed', 'pending'])).toEqual({
      code: 0,
      stdout: 'paused\n',
      stderr: '',
    });
    const lines = '["completed","running"]\n[{"state":"failed","onFailure":"continue"},{"state":"running"}]\n';
    const { code, stdout } = await holdfast(['project', '--stdin'], lines);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'running\nrunning_degraded\n' });
  });

  it('ends with 2 at a line that is no JSON, and names it', async () => {
    const { code, stdout, stderr } = await holdfast(['project', '--stdin', '--json'], '["completed"]\n{"state"\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '"completed"\n' });
    expect(stderr).toMatch(/^line 2: expected a JSON array, got /);
  });

  it('stops waiting for input when it is interrupted', async () => {
    const project = startHoldfast('project', '--stdin');
    await project.interrupt();
    expect(await project.ended).toEqual({ code: 3, stdout: '', stderr: 'interrupted: not every line was read\n' });
  });
});

describe.concurrent('a mistake', () => {
  it.each([
    ['an unknown command', ['chek'], 'unknown command "chek". Did you mean "check"?'],
    ['an unknown option', ['tour', '--jsn'], 'unknown option "--jsn". Did you mean "--json"?'],
    ['a missing value', ['check', '--json', '--protocol'], '--protocol needs a value'],
    ['a switch with a value', ['check', '--json=yes'], '--json is a switch and takes no value, got "yes"'],
    [
      'an unknown protocol',
      ['check', '--json', '--protocol', 'mergd'],
      'unknown protocol "mergd". Did you mean "merged"?',
    ],
    ['an unknown property', ['check', '--property', 'no-false-terminl'], 'Did you mean "no-false-terminal"?'],
    ['an unknown fault', ['check', '--faults', 'raed=1'], 'unknown fault "raed". Did you mean "read"?'],
    [
      'an unknown execution',
      ['replay', 'x.yaml', '--on', 'actor'],
      'unknown execution "actor". Did you mean "actors"?',
    ],
    ['a number out of range', ['check', '--operations', '27'], 'takes a whole number from 1 to 26, got "27"'],
  ])('like %s is told on stderr, and ends with 2', async (_mistake, args, message) => {
    const { code, stdout, stderr } = await holdfast(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

it('helps', async () => {
  const [general, check, faults] = await Promise.all([
    holdfast([]),
    holdfast(['check', '--help']),
    holdfast(['check', '--faults', 'help']),
  ]);
  for (const { code, stderr } of [general, check, faults]) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(general.stdout).toContain('holdfast tour');
  expect(check.stdout).toContain('--max-states N');
  expect(faults.stdout).toContain('late-failure');
});
