import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../src/machines/index.ts';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { remarksOn } from '../../../src/rollout/system/remarks.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';

const THREE = ['settled-stays-settled', 'verdict-matches-rows', 'every-apply-settles'];

function broken(protocol: string, faults: Record<string, number>): string[] {
  const { verdict, findings } = explore(new Kernel(rolloutSystem({ protocol, legacy: true, faults })));
  expect(verdict).toBe('exhausted');
  return findings.filter(({ result }) => result === 'violated').map(({ property }) => property.name);
}

describe('an apply without operations whose engine fails late', () => {
  it.each(PROTOCOLS.map(({ name }) => name))(
    'breaks one of the three properties that exclude each other: %s',
    (name) => {
      const names = broken(name, { 'late-failure': 1 });
      expect(THREE.filter((property) => names.includes(property)).length).toBeGreaterThan(0);
    },
  );

  it('is the only reason for that under the newest protocol', () => {
    expect(broken('fenced', {})).toEqual([]);
    expect(broken('fenced', { 'late-failure': 1 })).toEqual([
      'gate-never-green-early',
      'verdict-matches-rows',
      'aggregate-converges-to-rows',
    ]);
  });

  it('is remarked where it is in the model, and nowhere else', () => {
    expect(remarksOn({ legacy: true, faults: { 'late-failure': 1 } })).toHaveLength(1);
    expect(remarksOn({ legacy: true, faults: { failure: 1 } })).toEqual([]);
    expect(remarksOn({ operations: 2, faults: { 'late-failure': 1 } })).toEqual([]);
  });
});
