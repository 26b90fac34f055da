import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_FAULTS } from '../../../src/cli/check/check-plan.ts';
import { parseFaults } from '../../../src/cli/input/faults.ts';
import { parseToken } from '../../../src/report/timeline/token-text.ts';
import { PROTOCOLS } from '../../../src/machines/index.ts';
import { FAULT_CLASSES, propertiesUnder } from '../../../src/rollout/system/fault-classes.ts';
import type { CheckReport } from '../../../src/report/index.ts';
import { holdfast } from '../in-process.ts';

const budget = z.record(z.string(), z.int().positive());
const kind = z.enum(['safety', 'liveness']);

const seen = {
  protocol: z.string(),
  property: z.string(),
  kind,
  class: z.string(),
  faults: budget,
  operations: z.int().min(0),
  setting: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).optional(),
  verdict: z.enum(['exhausted', 'bounded']),
  bound: z.string().optional(),
  reduced: z.literal(true).optional(),
  states: z.int().min(0),
  seconds: z.number().min(0),
};

const cell = z.discriminatedUnion('result', [
  z.strictObject({ ...seen, result: z.literal('holds'), verdict: z.literal('exhausted') }),
  z.strictObject({ ...seen, result: z.literal('inconclusive'), verdict: z.literal('bounded') }),
  z.strictObject({
    ...seen,
    result: z.literal('violated'),
    message: z.string(),
    steps: z.int().min(0),
    token: z.string().startsWith('hf1.'),
  }),
]);

/** The JSON of a matrix, all of it: what is printed and not named here is a mistake, too. */
const schema = z.strictObject({
  operations: z.int(),
  classes: z.array(z.strictObject({ name: z.string(), summary: z.string(), faults: budget })),
  properties: z.array(z.strictObject({ name: z.string(), kind, summary: z.string() })),
  cells: z.array(cell),
  warnings: z.array(
    z.strictObject({
      kind: z.enum(['fault', 'witness', 'safety', 'liveness']),
      protocol: z.string(),
      class: z.string(),
      message: z.string(),
    }),
  ),
});

async function matrixOf(...argv: readonly string[]): Promise<z.infer<typeof schema> & { readonly code: number }> {
  const { code, stdout, stderr } = await holdfast(['matrix', '--operations', '1', '--json', ...argv]);
  expect(stderr).toBe('');
  return { code, ...schema.parse(JSON.parse(stdout)) };
}

describe('holdfast matrix', () => {
  it('has a cell for every protocol, class of faults and property that is checked under it', async () => {
    const { cells, properties } = await matrixOf('--max-states', '30');
    const names = cells.map(({ protocol, property, class: under }) => `${protocol} ${property} ${under}`);
    const checked = FAULT_CLASSES.flatMap((under) => propertiesUnder([under]));
    expect(new Set(names).size).toBe(PROTOCOLS.length * checked.length);
    expect(cells).toHaveLength(new Set(names).size);
    expect(new Set(checked.map(({ name }) => name))).toEqual(new Set(properties.map(({ name }) => name)));
  }, 60_000);

  it('leaves out classes that do not have a property that is asked for, and refuses one that none has', async () => {
    const { cells } = await matrixOf('--protocol', 'merged', '--property', 'order-respected');
    expect(cells.map(({ class: under, result }) => [under, result])).toEqual(
      ['order', 'cutover', 'barrier-finalizer', 'barrier', 'cutover-cancel', 'revert', 'skip-revert'].map((under) => [
        under,
        'holds',
      ]),
    );
    const requests = await matrixOf('--protocol', 'merged', '--property', 'stop-halts-siblings');
    expect(requests.cells.map(({ class: under, result }) => [under, result])).toEqual([
      ['stop-request', 'holds'],
      ['cancel-request', 'holds'],
      ['read-committed-stop', 'violated'],
      ['cutover-cancel', 'holds'],
      ['legacy-duplicate', 'holds'],
    ]);
    const { code, stderr } = await holdfast(['matrix', '--property', 'finalizer-comes-last', '--faults', 'none,lease']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      '--property finalizer-comes-last: no class of faults of this matrix asks it. Add --faults finalizer or --faults barrier-finalizer, or leave --faults out',
    );
  });

  it('finds what a check finds, world for world', async () => {
    const { cells } = await matrixOf('--protocol', 'fallback', '--faults', 'ordinary');
    const { stdout } = await holdfast(['check', '--protocol', 'fallback', '--operations', '1', '--json']);
    const report = JSON.parse(stdout) as CheckReport;
    expect(cells.map(({ property, result, states }) => ({ name: property, result, states }))).toEqual(
      report.properties.map(({ name, result }) => ({ name, result, states: report.states })),
    );
  });

  it('gives each violated cell a token, which is replayed in as many steps as it says', async () => {
    const { code, cells } = await matrixOf('--protocol', 'own-tasks', '--faults', 'none,read');
    expect(code).toBe(1);
    const broken = cells.filter(({ result }) => result === 'violated');
    expect(broken).not.toEqual([]);
    for (const { token = '', steps, property } of broken as { token?: string; steps?: number; property: string }[]) {
      expect(parseToken(token).steps).toHaveLength(steps ?? -1);
      const replayed = await holdfast(['replay', token]);
      expect(replayed.code).toBe(1);
      expect(replayed.stdout).toContain(`✗ ${property} breaks`);
    }
  });

  it('prints a command beside each race that finds it again, in as many steps', async () => {
    const legacy = ['--operations', '1', '--protocol', 'refuse', '--faults', 'legacy'];
    const { code, stdout } = await holdfast(['matrix', ...legacy]);
    expect(code).toBe(1);
    const races = [...stdout.matchAll(/^ *(\d+) {2}(\d+ steps?): holdfast (check .*)$/gm)];
    expect(races).toHaveLength(2);
    for (const [, number, steps, command = ''] of races) {
      expect(stdout).toMatch(new RegExp(`^legacy +✗ ${number}$`, 'm'));
      const check = await holdfast(command.split(' '));
      expect(check.code).toBe(1);
      expect(check.stdout).toContain(`${steps}, replay: `);
    }
  });

  it('builds the rollout of a class as the class says, and repeats it in the command', async () => {
    const options = ['--protocol', 'cas', '--faults', 'pause', '--property', 'first-error-kept'];
    const { stdout } = await holdfast(['matrix', ...options], '', { width: 1000 });
    const [, command = ''] = /^1 {2}46 steps: holdfast (check .*)$/m.exec(stdout) ?? [];
    expect(command).toBe('check --protocol cas --on-failure pause --faults failure=2 --property first-error-kept');
    const check = await holdfast(command.split(' '), '', { width: 1000 });
    expect(check.stdout).toContain('protocol cas, 2 operations, onFailure pause, faults up to failure 2: exhausted');
    expect(check.stdout).toContain('46 steps, replay: ');
  });

  it('ends with 0 where everything holds, with 1 where something breaks, with 3 where something stays open', async () => {
    const one = (...argv: string[]) => matrixOf('--protocol', 'merged', ...argv);
    expect((await one('--faults', 'none,crash')).code).toBe(0);
    expect((await matrixOf('--protocol', 'own-tasks', '--faults', 'none')).code).toBe(1);
    expect((await one('--faults', 'none', '--max-states', '20')).code).toBe(3);
  });

  it('ends with 3 where the faults of a class never happened, and says so', async () => {
    const { code, warnings } = await matrixOf('--protocol', 'merged', '--faults', 'two-failures');
    expect({ code, warnings }).toEqual({ code: 0, warnings: [] });
    const idle = await matrixOf('--protocol=own-tasks', '--faults=listing', '--property=gate-never-green-early');
    expect(idle.code).toBe(3);
    expect(idle.cells.map(({ result }) => result)).toEqual(['holds']);
    expect(idle.warnings).toContainEqual({
      kind: 'witness',
      protocol: 'own-tasks',
      class: 'listing',
      message: 'witness fault-was-injected was never reached',
    });
  });

  it('takes protocols, properties and classes by name, in the order of the matrix', async () => {
    const { cells } = await matrixOf(
      '--protocol=merged, refuse',
      '--faults=crash',
      '--faults=none',
      '--property=every-apply-settles',
    );
    expect(cells.map(({ protocol, property, class: under }) => [protocol, property, under])).toEqual([
      ['refuse', 'every-apply-settles', 'none'],
      ['refuse', 'every-apply-settles', 'crash'],
      ['merged', 'every-apply-settles', 'none'],
      ['merged', 'every-apply-settles', 'crash'],
    ]);
  });

  it('has as many verdicts with --reduce, from fewer worlds, and says that they are reduced', async () => {
    const options = ['--protocol', 'merged', '--faults', 'crash'];
    const full = await matrixOf(...options);
    const reduced = await matrixOf(...options, '--reduce');
    const verdicts = ({ cells }: typeof full) => cells.map(({ property, result }) => [property, result]);
    expect(verdicts(reduced)).toEqual(verdicts(full));
    expect(reduced.cells[0]?.states).toBeLessThan(full.cells[0]?.states ?? 0);
    expect(reduced.cells.every((one) => one.reduced)).toBe(true);
  });

  it('says which limit cut an exploration, and repeats it in the command', async () => {
    const options = ['--protocol', 'own-tasks', '--faults', 'none', '--max-states', '40'];
    const { stdout } = await holdfast(['matrix', '--operations', '1', ...options], '', { width: 1000 });
    expect(stdout).toMatch(/own-tasks under none \(\d+ worlds, cut by max-states 40\)\./);
    expect(stdout).toMatch(
      /^1 {2}18 steps: .* --operations 1 --faults none --property undetermined-writes-nothing --max-states 40$/m,
    );
  });

  it('calls everything that was not explored inconclusive when it is interrupted', async () => {
    const interrupted = { signal: AbortSignal.abort() };
    const { code, stdout, stderr } = await holdfast(['matrix', '--json'], '', interrupted);
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'interrupted: what was not explored is inconclusive\n' });
    const { cells } = schema.parse(JSON.parse(stdout));
    expect(new Set(cells.map(({ result, bound, states }) => `${result}, ${bound}, ${states}`))).toEqual(
      new Set(['inconclusive, interrupted, 0']),
    );
  });

  it('shows on a terminal which exploration of how many is under way', async () => {
    const { stderr } = await holdfast(['matrix', '--protocol', 'merged', '--faults', 'none'], '', { isTTY: true });
    expect(stderr).toContain('exploration 1 of 1, merged under none: ');
  });

  it.each([
    [['--protocol', 'mergd'], '--protocol: unknown protocol "mergd". Did you mean "merged"?'],
    [['--faults', 'raed'], '--faults: unknown class of faults "raed". Did you mean "read"?'],
    [['--faults', 'read=1'], '--faults: unknown class of faults "read=1". Did you mean "read"? Known: none, read'],
    [['--property', 'can-complete'], '--property: unknown property "can-complete". Known: no-false-terminal'],
    [['merged'], 'holdfast matrix takes options only, and does not know what to do with "merged"'],
    [['--mutants', '--property', 'no-false-terminal'], '--mutants and --property exclude each other'],
    [['--mutants', '--protocol', 'refuse,merged'], '--mutants changes one protocol, not 2: name one of refuse, merged'],
    [['--mutants', '--operations', '1'], '--mutants needs at least 2 operations'],
  ])('tells the mistake in %j', async (argv, message) => {
    const { code, stdout, stderr } = await holdfast(['matrix', ...argv]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('holdfast matrix --mutants', () => {
  const cell = z.strictObject({
    property: z.string(),
    result: z.enum(['killed', 'survived', 'untested', 'inconclusive', 'unasked']),
    class: z.string().optional(),
    steps: z.int().min(0).optional(),
  });
  const table = z.strictObject({
    protocol: z.string(),
    operations: z.int(),
    classes: z.array(z.string()),
    properties: z.array(z.strictObject({ name: z.string(), kind, kills: z.int().min(0) })),
    mutants: z.array(
      z.strictObject({
        name: z.string(),
        summary: z.string(),
        equivalent: z.string().optional(),
        verdict: z.enum(['exhausted', 'bounded']),
        states: z.int().min(0),
        seconds: z.number().min(0),
        cells: z.array(cell),
      }),
    ),
  });

  it('says which property kills which mutant of the newest protocol', async () => {
    const { stdout } = await holdfast(['matrix', '--mutants', '--json', '--faults', 'legacy']);
    const { protocol, properties, mutants } = table.parse(JSON.parse(stdout));
    expect(protocol).toBe(PROTOCOLS.at(-1)?.name);
    const lost = mutants.find(({ name }) => name === 'lost-apply-write');
    expect(lost?.verdict).toBe('exhausted');
    const settles = lost?.cells.find(({ property }) => property === 'every-apply-settles');
    expect(settles).toMatchObject({ result: 'killed', class: 'legacy' });
    for (const { name, kills } of properties) {
      const killed = mutants.filter(({ cells }) =>
        cells.some(({ property, result }) => property === name && result === 'killed'),
      );
      expect(killed).toHaveLength(kills);
    }
  });

  it('ends with 1 where a property kills nothing, and names it', async () => {
    const { code, stdout } = await holdfast(['matrix', '--mutants', '--faults', 'legacy'], '', { width: 1000 });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ (.*; )?first-error-kept kills nothing/m);
  });

  it('leaves everything open when it is interrupted', async () => {
    const interrupted = { signal: AbortSignal.abort() };
    const { code, stdout, stderr } = await holdfast(['matrix', '--mutants', '--json'], '', interrupted);
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'interrupted: what was not explored is inconclusive\n' });
    const cells = table.parse(JSON.parse(stdout)).mutants.flatMap((mutant) => mutant.cells);
    expect(new Set(cells.map(({ result }) => result))).toEqual(new Set(['inconclusive']));
  }, 120_000);
});

it('means the same by an ordinary day as a check does', () => {
  const ordinary = FAULT_CLASSES.find(({ name }) => name === 'ordinary');
  expect(ordinary?.faults).toEqual(parseFaults(DEFAULT_FAULTS));
});
