import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../../../src/cli/project/lint-projection.ts';
import { lintText } from '../../../src/cli/project/lint-projection-text.ts';
import { lintProjection, ofStates, type LintReport } from '../../../src/machines/index.ts';
import { holdfast } from '../in-process.ts';

const LOOK = { width: 100, color: false, everyKind: false };

describe('holdfast lint-projection', () => {
  it('shows every law of every projection, and exits with 0 while all that is claimed holds', async () => {
    const { code, stdout, stderr } = await holdfast(['lint-projection', '--size', '2']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('base: exhausted, 378 inputs (multisets of up to 2 children)\n');
    expect(stdout).toContain('rollout: exhausted, 15,314 inputs (sequences of up to 2 children)\n');
    expect(stdout).toMatch(/^completed-iff-all +✓ holds +✓ holds$/m);
    expect(stdout).toMatch(/^permutation-invariant +✓ holds +not claimed$/m);
    expect(stdout).toMatch(/^release-only-ends-pause +not applicable +✓ holds$/m);
  });

  it('shows the smallest input where a law that is not claimed breaks', async () => {
    const { stdout } = await holdfast(['lint-projection', '--projection', 'base', '--size', '2'], '', { width: 200 });
    expect(stdout).toContain(`  never-failed-while-begun, not claimed: one failed child fails the parent at once; `);
    expect(stdout).toContain(
      '    [preparing_branch, failed] → failed: A (preparing_branch) has begun and still holds its target',
    );
    expect(stdout).not.toContain('rollout:');
  });

  it('shows every kind of counterexample to one law', async () => {
    const argv = ['lint-projection', '--projection', 'base', '--size', '2', '--law', 'monotone'];
    const { stdout } = await holdfast(argv, '', { width: 200 });
    expect(stdout).toContain("monotone: a child's step forward never moves the parent back");
    expect(stdout.split('\n').filter((line) => line.startsWith('    ['))).toHaveLength(29);
    expect(stdout).toContain(
      '[pending, revert_window] → revert_window; B becomes completed: [pending, completed] → pending',
    );
    expect(stdout).not.toContain('completed-iff-all');
  });

  it('prints the reports as JSON', async () => {
    const { stdout } = await holdfast(['lint-projection', '--size', '1', '--json']);
    const reports = JSON.parse(stdout) as LintReport[];
    expect(reports.map(({ projection, inputs }) => [projection, inputs])).toEqual([
      ['base', 27],
      ['rollout', 176],
    ]);
    expect(reports[0]?.laws.find(({ law }) => law === 'single-child')?.counterexamples[0]).toMatchObject({
      children: [{ state: 'preparing_branch' }],
      released: false,
      parent: 'pending',
      why: 'A is preparing_branch',
    });
  });

  it.each([
    [['x'], 'holdfast lint-projection takes options only, and does not know what to do with "x"'],
    [['--projection', 'bsae'], '--projection: unknown projection "bsae". Did you mean "base"? Known: base, rollout'],
    [['--law', 'monoton'], '--law: unknown law "monoton". Did you mean "monotone"? Known: total'],
    [['--size', '-1'], '--size takes a whole number from 0 to 9, got "-1"'],
    [['--size', '5'], '--size: up to 5 children of rollout make more than 200000000 inputs: take a smaller size'],
  ])('refuses %j', async (argv, message) => {
    const { code, stdout, stderr } = await holdfast(['lint-projection', ...argv]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('says that nothing is known after an interruption', async () => {
    const { code, stdout, stderr } = await holdfast(['lint-projection', '--size', '3'], '', {
      signal: AbortSignal.abort(),
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe('interrupted: what was found so far is incomplete and not shown\n');
  });
});

describe('the exit code', () => {
  const violated = lintProjection(
    ofStates('mine', () => 'running'),
    { size: 1 },
  );
  const open = { ...violated, laws: violated.laws.map((law) => ({ ...law, result: 'inconclusive' as const })) };
  const unclaimed = { ...violated, laws: violated.laws.map((law) => ({ ...law, result: 'not claimed' as const })) };

  it.each([
    [[violated], 1],
    [[open, violated, unclaimed], 1],
    [[open, unclaimed], 3],
    [[unclaimed], 0],
    [[], 0],
  ])('case %#', (reports, code) => {
    expect(exitCode(reports)).toBe(code);
  });
});

describe('lintText', () => {
  it('says of a violated law what it says, and of an open one why it is open', () => {
    const broken = ofStates('mine', (words) => (words[0] === 'reverted' ? 'done' : 'pending'));
    const text = lintText([lintProjection(broken, { size: 1 })], LOOK);
    expect(text).toMatch(/^total +✗ violated$/m);
    expect(text).toContain('  total, violated: broken is "every list of children has a state of the vocabulary;');
    expect(text).toContain('    [reverted] → no state: "done" is no state');
    expect(text).toMatch(/^idempotent +\? inconclusive$/m);
    expect(text).toContain('  idempotent, inconclusive: some of the inputs that it needs have no state');
  });

  it.each([40, 60, 100])('fits %i columns, but for words that are longer', (width) => {
    const text = lintText(
      [
        lintProjection(
          ofStates('mine', () => 'pending'),
          { size: 1 },
        ),
      ],
      { ...LOOK, width },
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });
});

describe('docs/projections.md', () => {
  it('shows what the command prints', async () => {
    const docs = await readFile(new URL('../../../docs/projections.md', import.meta.url), 'utf8');
    const shown = [...docs.matchAll(/```text\n\$ holdfast (.*)\n([^`]*)```/g)];
    expect(shown.length).toBeGreaterThan(0);
    for (const [, command = '', output = ''] of shown) {
      const { stdout } = await holdfast(command.split(' '));
      // A line of its own with … stands for lines left out.
      for (const part of output.split(/^…\n/m)) expect(stdout).toContain(part);
    }
  });
});
