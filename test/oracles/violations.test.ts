import { describe, expect, it } from 'vitest';
import { explore, Kernel, labelsOf } from '../../src/sim/index.ts';
import { VIOLATIONS } from './violations.ts';

describe.each(VIOLATIONS)('$name', ({ property, shortest, kind, system }) => {
  it(`violates "${property}" as published, and nothing else`, () => {
    const { verdict, findings } = explore(new Kernel(system()));
    expect(verdict).toBe('exhausted');
    const violated = findings.filter(({ result }) => result !== 'holds');
    expect(violated.map(({ property: { name, kind: found }, result }) => [name, found, result])).toEqual([
      [property, kind, 'violated'],
    ]);
    if (shortest !== undefined) expect(violated[0]?.path?.choices).toHaveLength(shortest.steps);
  });

  it('violates it with partial-order reduction, too', () => {
    const reduced = explore(new Kernel(system()), { reduce: true, fairness: 'transition' });
    const all = explore(new Kernel(system()), { fairness: 'transition' });
    expect(reduced.verdict).toBe('exhausted');
    expect(reduced.findings.map(({ result }) => result)).toEqual(all.findings.map(({ result }) => result));
  });
});

it('solves the Die Hard problem in six steps with the one set of jugs and in five with the other', () => {
  const hardest = VIOLATIONS.find(({ name }) => name.startsWith('DieHardest'));
  const kernel = new Kernel((hardest as (typeof VIOLATIONS)[number]).system());
  const [finding] = explore(kernel).findings;
  const labels = labelsOf(kernel, finding?.path?.choices ?? []);
  expect([/j\d/, /[kl]\d/].map((jugs) => labels.filter((label) => jugs.test(label)).length)).toEqual([6, 5]);
});
