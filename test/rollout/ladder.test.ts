import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../src/machines/protocols.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../src/sim/execution/labels.ts';
import { BROKEN, FAULTS, type FaultClass } from './ladder-table.ts';

const explored = (config: RolloutConfig): Exploration => explore(new Kernel(rolloutSystem(config)));

const brokenBy = ({ findings }: Exploration): string[] =>
  findings.filter(({ result }) => result !== 'holds').map(({ property }) => property.name);

const CLASSES = Object.keys(FAULTS) as FaultClass[];

describe.each(PROTOCOLS.map(({ name }) => name))('two operations under %s', (protocol) => {
  it.each(CLASSES)('break exactly what is known, exhausted, with faults of the class: %s', (faults) => {
    const exploration = explored({ protocol, operations: 2, faults: FAULTS[faults] });
    expect(exploration.verdict).toBe('exhausted');
    expect(brokenBy(exploration).toSorted()).toEqual((BROKEN[protocol]?.[faults] ?? []).toSorted());
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
  });
});

describe.each(['held', 'cas', 'fenced'])('an apply without operations under %s', (protocol) => {
  it.each([
    ['none', {}],
    ['a stop, also before its first claim', { stop: 1 }],
    ['a failure, and reads and writes that fail or are stale', { failure: 1, read: 1, stale: 1, write: 1, ack: 1 }],
    ['a crash', { crash: 1, failure: 1 }],
  ])('holds everything, and settles, with faults: %s', (_class, faults) => {
    const exploration = explored({ protocol, legacy: true, faults });
    expect(exploration.verdict).toBe('exhausted');
    expect(brokenBy(exploration)).toEqual([]);
  });
});

describe('one operation', () => {
  it.each(['held', 'cas', 'fenced'])(
    'holds everything under %s, with one of every fault but a late failure',
    (protocol) => {
      const faults = { read: 1, stale: 1, write: 1, ack: 1, crash: 1, failure: 1, stop: 1 };
      const exploration = explored({ protocol, operations: 1, faults });
      expect(exploration.verdict).toBe('exhausted');
      expect(brokenBy(exploration)).toEqual([]);
    },
  );
});

describe('what cas compares', () => {
  it('is a state and not the rows: a sibling begins after the listing, and the apply fails over it', () => {
    const kernel = new Kernel(rolloutSystem({ protocol: 'cas', faults: { failure: 1 } }));
    const { findings } = explore(kernel);
    const path = findings.find(({ property }) => property.name === 'no-false-terminal')?.path;
    expect(labelsOf(kernel, path?.choices ?? []).slice(-6)).toEqual([
      'drive:A readApply#2 takes effect',
      'drive:A readApply#2 is answered',
      'drive:A listOperations#2 takes effect',
      'drive:A listOperations#2 is answered',
      'drive:B claim#1 takes effect',
      'drive:A writeApply#2 takes effect',
    ]);
    expect(path?.choices).toHaveLength(24);
  });
});
