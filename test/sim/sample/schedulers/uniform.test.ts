import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { Uniform } from '../../../../src/sim/sample/schedulers/uniform.ts';
import { independent, labels, runsOf } from './runs.ts';

describe('the uniform scheduler', () => {
  it('takes each of two choices about half of the time', () => {
    const runs = runsOf(new Kernel(independent(['a', 'b'], 1)), new Uniform(), 'half', 2000);
    const first = runs.filter((run) => labels(run)[0] === 'a').length;
    // Three standard deviations are 67; the seed is fixed, so this never flickers.
    expect(Math.abs(first - 1000)).toBeLessThan(67);
  });
});
