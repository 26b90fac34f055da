import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { secondsLeft } from '../../../src/cli/matrix/combined-progress.ts';
import { runCells } from '../../../src/jobs/run-cells.ts';
import type { CellTask } from '../../../src/jobs/combined-cell.ts';
import { PROTOCOLS } from '../../../src/machines/index.ts';
import { parseToken } from '../../../src/report/timeline/token-text.ts';
import { pairs, triples } from '../../../src/rollout/swarm/part-combinations.ts';
import { holdfast } from '../in-process.ts';

const kind = z.enum(['safety', 'liveness']);

/** The JSON of a combined matrix, all of it. */
const schema = z.strictObject({
  cells: z.array(
    z.strictObject({
      protocol: z.string(),
      kind: z.enum(['triple', 'pair', 'array']),
      parts: z.array(z.string()),
      operations: z.int().positive(),
      setting: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
      faults: z.record(z.string(), z.int().positive()),
      verdict: z.enum(['exhausted', 'bounded']),
      bound: z.string().optional(),
      reduced: z.literal(true).optional(),
      states: z.int().min(0),
      seconds: z.number().min(0),
      unreached: z.array(z.string()),
      properties: z.array(
        z.discriminatedUnion('result', [
          z.strictObject({ name: z.string(), kind, result: z.enum(['holds', 'inconclusive']) }),
          z.strictObject({
            name: z.string(),
            kind,
            result: z.literal('violated'),
            message: z.string(),
            steps: z.int().min(0),
            token: z.string().startsWith('hf1.'),
          }),
        ]),
      ),
    }),
  ),
  refused: z.array(z.strictObject({ parts: z.array(z.string()), why: z.string() })),
});

async function combined(...argv: readonly string[]) {
  const { code, stdout, stderr } = await holdfast(['matrix', '--combined', '--json', '--threads', '1', ...argv]);
  expect(stderr).toBe('');
  return { code, ...schema.parse(JSON.parse(stdout)) };
}

/** Wrong only with one driver that waits at a barrier before its cutover: it takes three parts to see it. */
const WAITS = ['--mutant', 'waiting-stay', '--parts', 'leases,order,cutover'];

describe('holdfast matrix --combined', () => {
  it('finds a mutant that shows with three parts only, with the command that finds it again', async () => {
    const few = ['matrix', '--combined', '--threads', '1', '--only', 'triples', '--max-states', '3000', ...WAITS];
    const { code, stdout } = await holdfast(few, '', { width: 1000 });
    expect(code).toBe(1);
    expect(stdout).toContain('✗ one driver + barrier + cutover, without faults: every-apply-settles (');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^✗ \d+ of 12 combinations violate a property/);
    const [, steps, command = ''] =
      /one driver \+ barrier \+ cutover, without faults: every-apply-settles \((\d+ steps)\).*\n +holdfast (check .*)$/m.exec(
        stdout,
      ) ?? [];
    expect(command).toBe(
      'check --protocol fenced --leases --drivers 1 --order barrier --cutover --mutant waiting-stay --faults none --property every-apply-settles',
    );
    const check = await holdfast(command.split(' '), '', { width: 1000 });
    expect(check.code).toBe(1);
    expect(check.stdout).toContain(`${steps}, replay: `);
  });

  it('gives each violated property a token, which is replayed in as many steps as it says', async () => {
    const { cells } = await combined('--protocol', 'own-tasks', '--parts', 'misreports,target', '--only', 'pairs');
    const broken = cells.flatMap(({ properties }) => properties.filter(({ result }) => result === 'violated'));
    expect(broken.length).toBeGreaterThan(5);
    for (const { token = '', steps } of broken.slice(0, 3) as { token?: string; steps?: number }[])
      expect(parseToken(token).steps).toHaveLength(steps ?? -1);
    const replayed = await holdfast(['replay', (broken[0] as { token: string }).token]);
    expect(replayed.stdout).toContain(`✗ ${broken[0]?.name} breaks`);
  });

  it('is about the newest protocol unless another is named, and has all kinds of combinations', async () => {
    const { cells, refused } = await combined('--parts', 'order,finalizer,summary', '--max-states', '60');
    expect(new Set(cells.map(({ protocol }) => protocol))).toEqual(new Set([PROTOCOLS.at(-1)?.name]));
    expect(new Set(cells.map((cell) => cell.kind))).toEqual(new Set(['triple', 'pair', 'array']));
    expect(refused).toEqual([]);
  });

  it('calls nothing that it cut a result: liveness is inconclusive there, and each such combination is named', async () => {
    const few = ['--parts', 'order,finalizer', '--only', 'pairs', '--max-states', '500'];
    const { code, cells } = await combined(...few);
    expect(code).toBe(3);
    expect(cells.length).toBeGreaterThan(2);
    for (const { verdict, bound, properties } of cells) {
      expect({ verdict, bound }).toEqual({ verdict: 'bounded', bound: 'max-states 500' });
      const living = properties.filter((property) => property.kind === 'liveness');
      expect(living.map(({ result }) => result)).toEqual(living.map(() => 'inconclusive'));
      expect(living.length).toBeGreaterThan(0);
    }
    const { stdout } = await holdfast(['matrix', '--combined', '--threads', '1', ...few], '', { width: 10_000 });
    expect(stdout).toMatch(
      /^Cut by max-states 500, .*: rolling \+ finalizer, faults failure=1; .*barrier \+ finalizer/m,
    );
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^\? nothing was found that is violated, and \d+ combinations were cut/,
    );
  });

  it('ends with 0 where everything is exhausted and holds, and says so last', async () => {
    const few = ['--parts', 'order,finalizer', '--only', 'pairs', '--max-states', '100000'];
    const { code, stdout } = await holdfast(['matrix', '--combined', '--threads', '1', ...few]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('✓ every property holds in every combination, exhausted');
    expect(code).toBe(0);
  });

  it('says which parts do not go together', async () => {
    const options = ['--parts', 'late operations,cutover,misreports,order', '--only', 'triples', '--max-states', '10'];
    const { stdout } = await holdfast(['matrix', '--combined', '--threads', '1', ...options], '', { width: 1000 });
    expect(stdout).toMatch(
      /^Left out, as they do not go together: late operations with cutover and late operations with /m,
    );
  });

  it('shows on a terminal how many of how many are explored, and how long the rest may take', async () => {
    const few = ['--parts', 'order,finalizer', '--only', 'pairs', '--max-states', '50', '--threads', '1'];
    const { stderr } = await holdfast(['matrix', '--combined', ...few], '', { isTTY: true });
    expect(stderr).toMatch(/parts together: \d+ of \d+ explored, 0 violated, about \d+ s left/);
  });

  it.each([
    [['--combined', '--mutants'], '--combined and --mutants exclude each other'],
    [['--combined', '--faults', 'none'], '--combined and --faults exclude each other'],
    [['--combined', '--property', 'no-false-terminal'], '--combined and --property exclude each other'],
    [['--combined', '--parts', 'ordr'], '--parts: unknown part "ordr". Did you mean "order"?'],
    [['--combined', '--only', 'triple'], '--only: unknown kind of combination "triple". Did you mean "triples"?'],
    [['--combined', '--mutant', 'nothing'], '--mutant: unknown mutant "nothing"'],
    [
      ['--combined', '--only', 'triples', '--parts', 'order'],
      '--parts order: these make no combination of the kind triples',
    ],
    [['--parts', 'order'], '--parts is for --combined'],
  ])('tells the mistake in %j', async (argv, message) => {
    const { code, stdout, stderr } = await holdfast(['matrix', ...argv]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('Ctrl-C', () => {
  const limits = { maxStates: 100, maxMemory: 1000, reduce: false };
  const tasks: CellTask[] = triples(2, ['order', 'finalizer', 'summary', 'misreports']).map((combination) => {
    return { combination, protocol: 'fenced', ...limits };
  });

  it('leaves what was done by then, and calls the rest interrupted', async () => {
    const stop = new AbortController();
    let done = 0;
    const cells = await runCells(tasks, {
      threads: 1,
      signal: stop.signal,
      done: () => {
        done += 1;
        if (done === 2) stop.abort();
      },
    });
    expect(cells).toHaveLength(tasks.length);
    expect(cells.length).toBeGreaterThan(4);
    expect(cells.slice(0, 2).map(({ bound, states }) => [bound, states > 0])).toEqual([
      ['max-states 100', true],
      ['max-states 100', true],
    ]);
    for (const cell of cells.slice(2))
      expect(cell).toMatchObject({ verdict: 'bounded', bound: 'interrupted', states: 0 });
    expect(cells.map(({ parts }) => parts)).toEqual(tasks.map(({ combination }) => combination.parts));
  });

  it('before anything began leaves everything open', async () => {
    const { code, stdout, stderr } = await holdfast(['matrix', '--combined', '--threads', '1'], '', {
      signal: AbortSignal.abort(),
    });
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'interrupted: what was not explored is inconclusive\n' });
    expect(stdout).toContain('never begun');
  });
});

it('estimates by what explorations of the same kind took', () => {
  const [triple, pair] = [triples(2)[0], pairs(2)[0]];
  if (triple === undefined || pair === undefined) throw new Error('there are combinations of both kinds');
  const tasks = [triple, triple, triple, pair, pair].map((combination) => ({ combination }));
  const triplesDone = [{ kind: 'triple', seconds: 2 } as const, { kind: 'triple', seconds: 4 } as const];
  // One more triple takes 3 s; of pairs nothing is known, so each takes as long.
  expect(secondsLeft(tasks, triplesDone)).toBe(9);
  expect(secondsLeft(tasks, [...triplesDone, { kind: 'pair', seconds: 10 }])).toBe(13);
});
