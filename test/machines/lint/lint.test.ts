import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  counterexampleText,
  LAW_NAMES,
  lintProjection,
  ofStates,
  SHIPPED_PROJECTIONS,
  type Counterexample,
  type LawReport,
  type LintedProjection,
  type LintReport,
} from '../../../src/machines/lint/index.ts';
import { inputCount, lintSteps } from '../../../src/machines/lint/lint.ts';
import { base, operations, rollout, spoilt } from './subjects.ts';

const [BASE, ROLLOUT] = SHIPPED_PROJECTIONS as readonly [LintedProjection, LintedProjection];

function lawsThat(result: LawReport['result'], { laws }: LintReport): string[] {
  return laws.flatMap((report) => (report.result === result ? [report.law] : []));
}

function kinds({ laws }: LintReport): Record<string, number> {
  return Object.fromEntries(
    laws.flatMap(({ law, counterexamples: { length } }) => (length === 0 ? [] : [[law, length]])),
  );
}

describe('the shipped projections', () => {
  // The kinds of counterexamples are this linter's own count; the rules behind them are pinned in project.test.ts.
  it('base, up to three children: 3654 = C(29, 3) inputs', () => {
    const report = lintProjection(BASE, { size: 3 });
    expect(report).toMatchObject({ projection: 'base', size: 3, inputs: 3654, listed: 'multisets' });
    expect(kinds(report)).toEqual({
      'single-child': 9, // the words that no rule names
      'grouping-insensitive': 9,
      'never-terminal-while-held': 4, // failed, cancelled, reverted, stopped
      'never-terminal-while-begun': 4,
      'never-failed-while-begun': 1,
      'stopped-is-not-settled': 2, // failed and cancelled come before stopped, reverted after it
      'settled-is-final': 4,
      monotone: 30,
      'pending-means-not-begun': 6,
    });
  });

  it('rollout, up to two children: 15314 = 2 (1 + 87 + 87²) inputs', () => {
    const report = lintProjection(ROLLOUT, { size: 2 });
    expect(report).toMatchObject({ projection: 'rollout', size: 2, inputs: 15_314, listed: 'sequences' });
    expect(kinds(report)).toEqual({
      'permutation-invariant': 2,
      'single-child': 9,
      idempotent: 2, // running_degraded and paused
      'grouping-keeps-outcome': 3,
      'grouping-insensitive': 4,
      'failed-absorbs': 2,
      'never-terminal-while-held': 4,
      'never-terminal-while-begun': 3, // all but failed
      'stopped-is-not-settled': 2,
      'settled-is-final': 5,
      monotone: 29,
      'pending-means-not-begun': 6,
    });
  });

  it.each(SHIPPED_PROJECTIONS)('$name keeps every law that it claims, and breaks every one that it does not', (one) => {
    // Grouping needs three children, of which the base alone has few enough combinations for a fast test.
    const { laws } = lintProjection(one, { size: one.reads === 'states' ? 3 : 2 });
    for (const { law, result, counterexamples } of laws) {
      expect({ law, result }).not.toMatchObject({ result: expect.stringMatching(/violated|inconclusive/) });
      expect({ law, broken: counterexamples.length > 0 }).toEqual({ law, broken: Object.hasOwn(one.unclaimed, law) });
    }
  });
});

describe('lintProjection', () => {
  it('reports every law in its order, with what it says', () => {
    const { laws } = lintProjection(ofStates('mine', base), { size: 0 });
    expect(laws.map(({ law }) => law)).toEqual(LAW_NAMES);
    for (const { says } of laws) expect(says).toMatch(/^\w/);
  });

  it('does not ask a projection of states about policies', () => {
    expect(lawsThat('not applicable', lintProjection(ofStates('mine', base), { size: 1 }))).toEqual([
      'order-only-under-pause',
      'unknown-policy-is-halt',
      'policy-only-of-failures',
      'release-only-ends-pause',
    ]);
    expect(lawsThat('not applicable', lintProjection(operations(rollout), { size: 1 }))).toEqual([]);
  });

  it('calls a law inconclusive that needs an input without a state', () => {
    const { laws } = lintProjection(
      spoilt((words) => words[0] === 'reverted' && 'done'),
      { size: 1 },
    );
    expect(laws.find(({ law }) => law === 'completed-iff-all')).toMatchObject({
      result: 'inconclusive',
      reason: 'some of the inputs that it needs have no state',
    });
  });

  it('calls a law inconclusive when only one order was tried and order matters after all', () => {
    const lastWins = (words: readonly string[]): string => base(words.slice(-1));
    const claimed = lintProjection(ofStates('mine', lastWins), { size: 2 });
    expect(claimed).toMatchObject({ listed: 'multisets', inputs: 378 });
    expect(claimed.laws.find(({ law }) => law === 'empty-is-pending')).toMatchObject({
      result: 'inconclusive',
      reason: 'only one order of each list was tried, because the order was claimed not to matter',
    });
    expect(lawsThat('holds', claimed)).toEqual([]);
  });

  it('answers for the order that it shows, also where that turns out to matter', () => {
    const lastCompletes = spoilt((words) => words.at(-1) === 'completed' && 'completed');
    const early = lintProjection(lastCompletes, { size: 2 }).laws.find(({ law }) => law === 'completed-iff-all');
    expect(early?.counterexamples.map(counterexampleText)).toEqual(['[pending, completed] → completed: A is pending']);
  });

  it('tries every order where a projection does not claim that order does not matter', () => {
    const lastWins = ofStates('mine', (words) => base(words.slice(-1)), {
      'permutation-invariant': 'the last one wins',
    });
    const report = lintProjection(lastWins, { size: 2 });
    expect(report).toMatchObject({ listed: 'sequences', inputs: 1 + 26 + 26 ** 2 });
    const early = report.laws.find(({ law }) => law === 'completed-iff-all')?.counterexamples ?? [];
    expect(early.map(counterexampleText)).toEqual(['[pending, completed] → completed: A is pending']);
  });

  it.each([-1, 1.5, Number.NaN])('refuses the size %d', (size) => {
    expect(() => lintProjection(BASE, { size })).toThrow(RangeError);
    expect(() => lintProjection(BASE, { size })).toThrow('a whole number of children, 0 or more');
  });

  it('refuses a size with too many inputs before it begins', () => {
    expect(() => lintProjection(ROLLOUT, { size: 5 })).toThrow(
      'up to 5 children of rollout make more than 200000000 inputs: take a smaller size',
    );
    expect(inputCount(ROLLOUT, 4)).toBe(2 * (1 + 87 + 87 ** 2 + 87 ** 3 + 87 ** 4));
  });

  it('refuses a law that does not exist among those not claimed', () => {
    const mine = ofStates('mine', base, { monoton: 'no' });
    expect(() => lintProjection(mine, { size: 1 })).toThrow(
      'mine does not claim "monoton", which is no law. Laws: total',
    );
  });

  it('says between inputs how far it is', () => {
    const steps = lintSteps(BASE, { size: 3 });
    expect([steps.next().value, steps.next().value]).toEqual([1024, 2048]);
  });

  it('finds of the example in docs/projections.md what is printed there', async () => {
    const worstFirst = ['failed', 'cancelled', 'stopped', 'running', 'completed'];
    const mine = ofStates('mine', (words) => worstFirst.find((word) => words.includes(word)) ?? 'pending', {
      'single-child': 'the other words count as pending',
    });
    const violated = lintProjection(mine, { size: 2 }).laws.filter(({ result }) => result === 'violated');
    const printed = violated.map(
      ({ law, counterexamples: [smallest] }) => `${law}: ${counterexampleText(smallest as Counterexample)}\n`,
    );
    const docs = await readFile(new URL('../../../docs/projections.md', import.meta.url), 'utf8');
    expect(docs).toContain(`prints\n\n\`\`\`\n${printed.join('')}\`\`\`\n`);
  });
});
