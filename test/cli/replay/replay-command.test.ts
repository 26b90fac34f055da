import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatToken } from '../../../src/report/timeline/token-text.ts';
import type { Json } from '../../../src/sim/index.ts';
import { holdfast, type Outcome } from '../in-process.ts';

interface Check {
  readonly properties: readonly {
    readonly name: string;
    readonly kind: string;
    readonly message?: string;
    readonly counterexample?: { readonly token: string; readonly steps: readonly { readonly label: string }[] };
  }[];
}

interface Told {
  readonly on: string;
  readonly initially: readonly unknown[];
  readonly steps: readonly { readonly label: string; readonly violations: readonly { readonly property: string }[] }[];
  readonly divergence: { readonly step: number } | null;
  readonly atEnd: readonly { readonly property: string; readonly message: string }[];
}

const token = (config: Json, ...steps: string[]): string => formatToken({ system: 'rollout', config, steps });

/** An apply that has failed before its operations began: under `own-tasks` it never says what they come to, whatever they do. */
const settledTooEarly = (operations: number): Json => ({
  protocol: 'own-tasks',
  operations,
  apply: { state: 'failed', startedAt: 'stamped', completedAt: 'stamped' },
});

async function counterexamples(...options: string[]): Promise<Check['properties']> {
  const { stdout } = await holdfast(['check', ...options, '--json']);
  return (JSON.parse(stdout) as Check).properties.filter(({ counterexample }) => counterexample !== undefined);
}

async function told(...argv: string[]): Promise<Told> {
  return JSON.parse((await holdfast(['replay', '--json', ...argv])).stdout) as Told;
}

describe('a counterexample', () => {
  const checks = [
    ['--protocol', 'own-tasks', '--faults', 'none'],
    ['--protocol', 'refuse', '--legacy', '--faults', 'none'],
    ['--protocol', 'fallback', '--faults', 'read=1', '--max-states', '30000'],
  ];

  it.each(checks)('of %s %s … breaks the same property in the same words when it is replayed', async (...options) => {
    const broken = await counterexamples(...options);
    expect(broken.length).toBeGreaterThan(0);
    for (const { name, kind, message, counterexample } of broken) {
      const { steps, atEnd, divergence } = await told(counterexample?.token ?? '');
      expect(divergence).toBeNull();
      expect(steps.map(({ label }) => label)).toEqual(counterexample?.steps.map(({ label }) => label));
      const found = kind === 'liveness' ? atEnd : steps.at(-1)?.violations;
      expect(found).toContainEqual({ property: name, message });
    }
  });

  it('is told the same on live actors', async () => {
    const [first] = await counterexamples('--protocol', 'own-tasks', '--faults', 'none');
    const text = first?.counterexample?.token ?? '';
    const [model, actors] = [await told(text), await told(text, '--on', 'actors')];
    expect(actors).toEqual({ ...model, on: 'actors' });
    const [modelText, actorsText] = [
      await holdfast(['replay', text]),
      await holdfast(['replay', text, '--on', 'actors']),
    ];
    expect(actorsText).toEqual({ ...modelText, stdout: modelText.stdout.replace('on the model', 'on live actors') });
    expect(modelText.code).toBe(1);
  });

  it('of a goal says where it got out of reach', async () => {
    const [first] = await counterexamples(
      '--protocol',
      'refuse',
      '--legacy',
      '--faults',
      'none',
      '--fairness',
      'transition',
    );
    const { code, stdout } = await holdfast(['replay', first?.counterexample?.token ?? '']);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ every-apply-settles breaks before the first step: from here the goal can no longer be');
  });
});

describe('a token', () => {
  it('that breaks nothing ends with 0', async () => {
    const { code, stdout } = await holdfast(['replay', token({ faults: {} }, 'drive:A claim#1 takes effect')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rollout, protocol merged, 1 of 1 steps on the model\n/);
    expect(stdout).toMatch(/\nNo property broke\.\n$/);
  });

  it('whose steps are not possible any more ends with 3, and says what is possible', async () => {
    const { code, stdout } = await holdfast([
      'replay',
      token({}, 'drive:A claim#1 takes effect', 'drive:A claim#1 is answred'),
    ]);
    expect(code).toBe(3);
    expect(stdout).toContain('1 of 2 steps on the model');
    expect(stdout).toContain('Step 1 "drive:A claim#1 is answred" is not possible here');
    expect(stdout).toContain('Nearest: "drive:A claim#1 is answered"');
    expect(stdout).toMatch(/\n {2}drive:A claim#1 is answered\n/);
  });

  it('that begins broken ends with 1', async () => {
    const { code, stdout } = await holdfast(['replay', token({ apply: { state: 'completed' } })]);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ no-false-terminal breaks before the first step: ');
  });

  it('of which too much may follow to tell stays open', async () => {
    const { code, stdout } = await holdfast(['replay', token(settledTooEarly(7))]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '? aggregate-converges-to-rows is undecided: what may follow the last step was cut by max',
    );
  });

  it('costs what its run costs where its goals can be reached, however much may follow', async () => {
    const started = performance.now();
    const many = token({ operations: 26, protocol: 'fenced', faults: { read: 1 } }, 'drive:A claim#1 takes effect');
    const { code, stdout } = await holdfast(['replay', many]);
    expect(stdout).toMatch(/\nNo property broke\.\n$/);
    expect(code).toBe(0);
    // To search 200,000 worlds of this size takes minutes, and says less.
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it.each(['model', 'actors'])('may be interrupted while it looks at what follows its end, on %s', async (on) => {
    const signal = AbortSignal.timeout(500);
    const { code, stdout } = await holdfast(['replay', '--on', on, token(settledTooEarly(26))], '', { signal });
    expect(signal.aborted).toBe(true);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '? aggregate-converges-to-rows is undecided: what may follow the last step was cut by inter',
    );
  });

  it('with more operations than a rollout has is refused at once', async () => {
    const operations = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`op${index}`, {}]));
    const { code, stderr } = await holdfast(['replay', token({ operations })]);
    expect(code).toBe(2);
    expect(stderr).toContain('operations: expected at most 26 operations, got 60');
  });

  it('of another system is left to its own program', async () => {
    const text = formatToken({ system: 'rollut', config: {}, steps: [] });
    const { code, stderr } = await holdfast(['replay', text]);
    expect(code).toBe(2);
    expect(stderr).toContain('unknown system "rollut". Did you mean "rollout"?');
  });

  it('whose config names something unknown is refused before anything is built from it', async () => {
    const { code, stdout, stderr } = await holdfast(['replay', token({ operations: { A: { engine: 'warp' } } })]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('operations.A.engine: unknown value "warp". Known: idle, copying');
  });

  it('is read from standard input, even if it was broken into lines', async () => {
    const text = token({ faults: {} }, 'drive:A claim#1 takes effect');
    const piped = await holdfast(['replay', '-'], `${text.slice(0, 20)}\n  ${text.slice(20)}\n`);
    expect(piped).toEqual(await holdfast(['replay', text]));
  });
});

describe('files', () => {
  const CLOBBER = 'scenarios/seed-clobber.yaml';
  const replayed = (...argv: string[]): Promise<Outcome> => holdfast(['replay', ...argv]);

  it('are replayed in their order, one JSON object a line', async () => {
    const { code, stdout } = await replayed(CLOBBER, 'scenarios/seed-legacy-stranded.yaml', '--json', '--on', 'actors');
    expect(code).toBe(0);
    const reports = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(reports).toMatchObject([
      { file: CLOBBER, scenario: 'seed-clobber', on: 'actors', ok: true, problems: [] },
      { file: 'scenarios/seed-legacy-stranded.yaml', scenario: 'seed-legacy-stranded', on: 'actors', ok: true },
    ]);
  });

  it('and tokens together end with the worst of their codes', async () => {
    const stuck = token({ protocol: 'refuse', legacy: true, faults: {} });
    const gone = token({}, 'no such step');
    expect((await replayed(CLOBBER, gone)).code).toBe(3);
    expect((await replayed(stuck, gone, CLOBBER)).code).toBe(1);
  });

  it('are left alone after an interruption', async () => {
    const outcome = await holdfast(['replay', CLOBBER], '', { signal: AbortSignal.abort() });
    expect(outcome).toEqual({ code: 3, stdout: '', stderr: 'interrupted: 1 of 1 were not replayed\n' });
  });

  it('tell a mistake with its line and column', async () => {
    expect(readFileSync(CLOBBER, 'utf8')).toContain('summary:');
    const { code, stderr } = await replayed('.prettierrc.json');
    expect(code).toBe(2);
    expect(stderr).toContain('.prettierrc.json:2:3: unknown key "singleQuote"');
  });
});

it('a write under a lost lease is told as refused, in the lane of the driver that lost it', async () => {
  const steps = [
    'drive:1 claim#1 takes effect',
    'drive:1 claim#1 is answered',
    'drive:1 pollEngine#1 takes effect',
    'drive:1 pollEngine#1 is answered',
    'lease of operation:A expires',
    'drive:2 claim#1 takes effect',
    'drive:1 writeOperation#1 takes effect',
  ];
  const config = { operations: 1, leases: true, drivers: 2, faults: { expiry: 1 } };
  const { code, stdout } = await holdfast(['replay', token(config, ...steps)]);
  expect(code).toBe(0);
  expect(stdout.replaceAll(/[│\s]+/g, ' ')).toContain('refused: the lease on operation A is held by another driver');
});
