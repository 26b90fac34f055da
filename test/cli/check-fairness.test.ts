import { describe, expect, it } from 'vitest';
import { formatToken, parseToken } from '../../src/report/timeline/token-text.ts';
import type { CheckReport } from '../../src/report/index.ts';
import { holdfast } from './in-process.ts';

const STRANDED = ['check', '--protocol', 'refuse', '--legacy', '--faults', 'none'];
const SMALL = ['check', '--protocol', 'refuse', '--operations', '1', '--faults', 'none'];

async function report(...argv: string[]): Promise<CheckReport> {
  return JSON.parse((await holdfast([...argv, '--json'])).stdout) as CheckReport;
}

async function liveness(...argv: string[]) {
  return (await report(...argv)).properties.filter(({ kind }) => kind === 'liveness');
}

/** The token of an apply that is never finished: its drive polls for ever. */
async function strandedToken() {
  const [first] = await liveness(...STRANDED);
  return parseToken(first?.counterexample?.token ?? '');
}

describe('holdfast check --fairness', () => {
  it('is weak unless it is asked for something else', async () => {
    const asked = [[], ['--fairness', 'strong'], ['--fairness', 'transition'], ['--reduce'], ['--sample', '2']];
    const found = await Promise.all(asked.map((options) => liveness(...SMALL, ...options)));
    expect(found.map((properties) => properties[0]?.fairness)).toEqual([
      'weak',
      'strong',
      'transition',
      'transition',
      'transition',
    ]);
    expect((await report(...SMALL)).properties.filter((one) => one.kind === 'safety' && 'fairness' in one)).toEqual([]);
  });

  it('shows a path and a cycle in both forms, or the path to where the goal is out of reach', async () => {
    const [weak] = await liveness(...STRANDED);
    expect(weak?.counterexample?.cycle).toHaveLength(3);
    expect(weak?.counterexample).toMatchObject({ starved: [], waiting: ['gate sampleApply'], outOfReach: 0 });
    const { stdout } = await holdfast(STRANDED);
    expect(stdout).toContain('then, for ever:');
    const [transition] = await liveness(...STRANDED, '--fairness', 'transition');
    expect(transition?.counterexample).toMatchObject({ steps: [] });
    expect(transition?.counterexample?.cycle).toBeUndefined();
  });

  it.each([
    [['--fairness', 'wek'], '--fairness: unknown fairness "wek". Did you mean "weak"? Known: weak, strong, transition'],
    [['--fairness', 'weak', '--reduce'], '--fairness weak and --reduce exclude each other'],
    [['--fairness', 'strong', '--symmetry'], '--fairness strong and --symmetry exclude each other'],
    [['--fairness', 'weak', '--sample', '3'], '--sample and --fairness exclude each other'],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await holdfast(['check', ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('the token of a run that goes on for ever', () => {
  it('is followed once round the cycle, after which the world is the same again', async () => {
    const token = formatToken(await strandedToken());
    for (const on of ['model', 'actors']) {
      const { code, stdout } = await holdfast(['replay', token, '--on', on]);
      expect(code).toBe(1);
      expect(stdout).toContain('then, for ever:');
      expect(stdout).toContain('After the cycle of 3 steps the world is the same again as before it.');
    }
  });

  it('whose cycle does not lead back any more stays open', async () => {
    const token = await strandedToken();
    const cut = formatToken({ ...token, cycle: token.cycle?.slice(0, 2) ?? [] });
    const { code, stdout } = await holdfast(['replay', cut]);
    expect(code).toBe(3);
    expect(stdout).toContain('? After the cycle of 2 steps the world is not the same as before');
    const gone = formatToken({ ...token, cycle: ['no such step'] });
    const told = await holdfast(['replay', gone]);
    expect(told.code).toBe(3);
    expect(told.stdout).toContain('Step 9 "no such step" is not possible here');
  });

  it('that says the run ends where it does not breaks nothing', async () => {
    const token = await strandedToken();
    const { code, stdout } = await holdfast(['replay', formatToken({ ...token, cycle: [] })]);
    expect(code).toBe(0);
    expect(stdout).toContain('✓ The run does not end here: possible is drive:legacy timer pollInterval fires.');
  });
});
