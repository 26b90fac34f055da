import { describe, expect, it } from 'vitest';
import { rolloutSystem } from '../../../src/rollout/system/rollout-system.ts';
import { Enabled } from '../../../src/sim/tables/enabled.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { Random } from '../../../src/sim/data/random.ts';
import { StateTable } from '../../../src/sim/tables/state-table.ts';
import { VisitedWorlds } from '../../../src/sim/tables/visited.ts';

/** Fields of one bit: they have to be widened again and again under way. */
const tooLittle = (kernel: Kernel): Uint8Array => new Uint8Array(kernel.width);

describe('the worlds that a walk has been to', () => {
  it('are those that a table of whole worlds holds, with crashes, stale reads and fields that grow', () => {
    const faults = { stale: 2, crash: 1, read: 1 };
    const kernel = new Kernel(rolloutSystem({ protocol: 'merged', faults, staleVersions: 2 }));
    const visited = new VisitedWorlds(kernel.steps, tooLittle(kernel));
    const table = new StateTable(kernel.width);
    const random = new Random('visited');
    const enabled = new Enabled();
    for (let walk = 0; walk < 100; walk += 1) {
      let world = kernel.initial();
      expect(visited.begin(world, 0)).toBe(table.insert(world));
      for (let step = 0; step < 60 && kernel.enabled(world, enabled).count > 0; step += 1) {
        const at = random.below(enabled.count);
        const next = new Int32Array(kernel.width);
        kernel.apply(world, enabled.choices[at] as number, enabled.outcomes[at] as number, next);
        const number = visited.goOn(enabled.outcomes[at] as number, enabled.faults[at] as number, next, 0);
        expect(number).toBe(table.insert(next));
        world = next;
      }
    }
    expect(visited.size).toBe(table.size);
  });
});
