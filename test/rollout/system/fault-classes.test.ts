import { describe, expect, it } from 'vitest';
import { configUnder, FAULT_CLASSES, propertiesUnder } from '../../../src/rollout/system/fault-classes.ts';
import { everyProperty, propertiesOf } from '../../../src/rollout/system/asked-properties.ts';
import { partsIn, PARTS } from '../../../src/rollout/parts/index.ts';
import { ROLLOUT_FAULTS, rolloutSystem } from '../../../src/rollout/system/rollout-system.ts';

describe('the classes of faults', () => {
  it('bring every fault that a rollout knows, and no other', () => {
    const brought = FAULT_CLASSES.flatMap(({ faults }) => Object.keys(faults));
    expect(new Set(brought)).toEqual(new Set(Object.keys(ROLLOUT_FAULTS)));
  });

  it('have a name each', () => {
    expect(new Set(FAULT_CLASSES.map(({ name }) => name)).size).toBe(FAULT_CLASSES.length);
  });

  it('come with those first that others include, so that a race is numbered where it needs least', () => {
    const isWithin = (a: (typeof FAULT_CLASSES)[number], b: (typeof FAULT_CLASSES)[number]): boolean =>
      a.legacy === b.legacy &&
      JSON.stringify(a.setting) === JSON.stringify(b.setting) &&
      Object.entries(a.faults).every(([fault, most]) => most <= (b.faults[fault] ?? 0));
    for (const [index, under] of FAULT_CLASSES.entries())
      for (const later of FAULT_CLASSES.slice(index + 1)) expect(isWithin(later, under)).toBe(false);
  });

  it('build a rollout each: a legacy one has no operations', () => {
    for (const under of FAULT_CLASSES) {
      const { store, faults } = rolloutSystem(configUnder(under, { protocol: 'merged', operations: 3 }));
      const rows = Object.keys(store).filter((cell) => cell.startsWith('operation:'));
      expect(rows).toHaveLength(under.legacy === true ? 0 : 3);
      expect(faults).toEqual(under.faults);
    }
  });

  it('ask every property, and those that are about a part of the model where that is in', () => {
    expect(propertiesUnder(FAULT_CLASSES)).toHaveLength(everyProperty().length);
    const ordinary = propertiesUnder(FAULT_CLASSES.filter(({ setting = {} }) => partsIn(setting).length === 0));
    const more = (name: string): string[] =>
      propertiesUnder(FAULT_CLASSES.filter((under) => under.name === name)).flatMap((property) =>
        ordinary.some((other) => other.name === property.name) ? [] : [property.name],
      );
    expect(more('lease')).toEqual(['one-lease-holder', 'stale-lease-writes-nothing']);
    expect(more('tasks')).toEqual(['operation-matches-tasks', 'failed-task-stays-failed']);
    expect(more('finalizer')).toEqual(['finalizer-comes-last']);
    expect(more('order')).toEqual(['order-respected']);
    expect(more('cutover')).toEqual(['order-respected', 'cutovers-in-order']);
    expect(more('revert')).toEqual(['order-respected', 'cutovers-in-order', 'completed-is-not-undone']);
    expect(more('stop-request')).toEqual([
      'stop-halts-siblings',
      'no-stop-unasked',
      'every-request-resolves',
      'nothing-stranded',
    ]);
    expect(more('misreport')).toEqual(['silence-writes-nothing', 'old-report-writes-nothing']);
    expect(more('retry')).toEqual(['budget-respected']);
    expect(ordinary).toHaveLength(everyProperty().length - PARTS.flatMap(propertiesOf).length);
  });
});
