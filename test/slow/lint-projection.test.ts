import { describe, expect, it } from 'vitest';
import { lintProjection, SHIPPED_PROJECTIONS } from '../../src/machines/index.ts';

describe('the shipped projections, further than a fast test goes', () => {
  it.each([
    ['base', 4, 27_405], // C(30, 4)
    ['rollout', 3, 1_332_320], // 2 (1 + 87 + 87² + 87³)
  ])('%s keeps what it claims with up to %i children: %i inputs', (name, size, inputs) => {
    const projection = SHIPPED_PROJECTIONS.find((projection) => projection.name === name);
    if (projection === undefined) return expect.fail(`no projection ${name}`);
    const report = lintProjection(projection, { size });
    expect(report.inputs).toBe(inputs);
    expect(report.laws.filter(({ result }) => result === 'violated' || result === 'inconclusive')).toEqual([]);
    // As with three children of the base: none of the ways back needs four.
    expect(report.laws.find(({ law }) => law === 'monotone')?.counterexamples).toHaveLength(30);
  });
});
