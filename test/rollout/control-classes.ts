/** The classes of faults of the control part, and what each protocol breaks under them. */
import { describe, expect, it } from 'vitest';
import { configUnder, FAULT_CLASSES, type FaultClass } from '../../src/rollout/system/fault-classes.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { BROKEN, CLASSES } from './control-table.ts';

export const explored = (config: RolloutConfig): Exploration => explore(new Kernel(rolloutSystem(config)));

export const brokenBy = ({ findings }: Exploration): string[] =>
  findings.filter(({ result }) => result !== 'holds').map(({ property }) => property.name);

const classOf = (name: string): FaultClass => FAULT_CLASSES.find((one) => one.name === name) as FaultClass;

/** Where every row can be read, fallback and refuse are what merged is: what takes seconds is asked of merged alone. */
function classesFor(protocol: string): readonly (typeof CLASSES)[number][] {
  const isMerged = protocol === 'fallback' || protocol === 'refuse';
  return CLASSES.filter((name) => !isMerged || classOf(name).setting?.requests !== true);
}

/** What is pinned of the classes of faults that the control part brings, as tests. */
export function classesBreak(protocols: readonly string[]): void {
  describe.each(protocols)('two operations under %s', (protocol) => {
    it.each(classesFor(protocol))('break exactly what is known, exhausted, with faults of the class: %s', (under) => {
      const exploration = explored(configUnder(classOf(under), { protocol, operations: 2 }));
      expect(exploration.verdict).toBe('exhausted');
      expect(brokenBy(exploration).toSorted()).toEqual((BROKEN[protocol]?.[under] ?? []).toSorted());
      expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    });
  });
}
