/** The classes of faults about cutovers, reverts and repeated stops: worlds, and what breaks in how many steps. Found by exhausting them. */
import { describe, expect, it } from 'vitest';
import { configUnder, FAULT_CLASSES, type FaultClass } from '../../src/rollout/system/fault-classes.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';

type Broken = Readonly<Record<string, number>>;
type Row = readonly [states: number, broken: Broken];

/** Where every row can be read, fallback and refuse are what merged is. */
type Table = Readonly<Record<'own-tasks' | 'merged' | 'held' | 'cas' | 'fenced', Row>>;

const OVERWRITTEN = 'settled-stays-settled';
const STAMPED = 'completed-at-iff-settled';

const TABLES: Readonly<Record<string, Table>> = {
  cutover: {
    'own-tasks': [
      7366,
      {
        'no-false-terminal': 34,
        'gate-never-green-early': 55,
        [OVERWRITTEN]: 38,
        'verdict-matches-rows': 54,
        [STAMPED]: 38,
        'undetermined-writes-nothing': 18,
        'aggregate-converges-to-rows': 56,
      },
    ],
    merged: [19_413, { 'no-false-terminal': 40, [OVERWRITTEN]: 46, [STAMPED]: 40 }],
    held: [13_475, { [OVERWRITTEN]: 70 }],
    cas: [22_212, {}],
    fenced: [23_077, {}],
  },
  'cutover-cancel': {
    'own-tasks': [
      133_612,
      {
        'no-false-terminal': 37,
        'gate-never-green-early': 43,
        [OVERWRITTEN]: 24,
        'verdict-matches-rows': 42,
        [STAMPED]: 24,
        'undetermined-writes-nothing': 9,
        'aggregate-converges-to-rows': 56,
        'nothing-stranded': 60,
      },
    ],
    merged: [447_557, { 'no-false-terminal': 36, [OVERWRITTEN]: 28, [STAMPED]: 17 }],
    held: [210_552, { 'no-false-terminal': 36, [OVERWRITTEN]: 28 }],
    cas: [186_724, { 'no-false-terminal': 36 }],
    fenced: [397_818, {}],
  },
  revert: {
    'own-tasks': [
      57_946,
      {
        'no-false-terminal': 55,
        'gate-never-green-early': 56,
        [OVERWRITTEN]: 59,
        'verdict-matches-rows': 55,
        [STAMPED]: 59,
        'undetermined-writes-nothing': 54,
        'aggregate-converges-to-rows': 57,
      },
    ],
    merged: [144_284, { 'no-false-terminal': 66, [OVERWRITTEN]: 72, 'verdict-matches-rows': 95, [STAMPED]: 65 }],
    held: [111_078, { 'no-false-terminal': 66, [OVERWRITTEN]: 72, 'verdict-matches-rows': 95 }],
    cas: [200_898, { 'no-false-terminal': 66, 'verdict-matches-rows': 95 }],
    fenced: [508_008, {}],
  },
  'skip-revert': {
    'own-tasks': [
      12_704,
      {
        'no-false-terminal': 40,
        'gate-never-green-early': 41,
        [OVERWRITTEN]: 49,
        'verdict-matches-rows': 40,
        [STAMPED]: 49,
        'undetermined-writes-nothing': 39,
        // The apply says completed after the first operation, and nothing begins under a terminal apply: the second one never does.
        'aggregate-converges-to-rows': 42,
      },
    ],
    merged: [45_862, { [OVERWRITTEN]: 96, [STAMPED]: 48 }],
    held: [18_283, { [OVERWRITTEN]: 96 }],
    cas: [27_191, {}],
    fenced: [83_945, {}],
  },
  'legacy-duplicate': {
    'own-tasks': [4877, { 'undetermined-writes-nothing': 7, 'no-stop-unasked': 22 }],
    merged: [4877, { 'no-stop-unasked': 22 }],
    held: [4877, { 'no-stop-unasked': 22 }],
    cas: [5272, { 'no-stop-unasked': 22 }],
    fenced: [4816, {}],
  },
};

const classOf = (name: string): FaultClass => FAULT_CLASSES.find((one) => one.name === name) as FaultClass;

/** What is pinned of these classes, as tests. */
export function breaksAsPinned(classes: readonly string[]): void {
  describe.each(classes)('two operations, with faults of the class %s,', (under) => {
    const rows = Object.entries(TABLES[under] as Table);
    it.each(rows)('break exactly what is known, exhausted, under %s', (protocol, [states, broken]) => {
      const exploration = explore(new Kernel(rolloutSystem(configUnder(classOf(under), { protocol, operations: 2 }))));
      expect(exploration).toMatchObject({ verdict: 'exhausted', states });
      const found = exploration.findings.flatMap(({ property, result, path }) =>
        result === 'holds' ? [] : [[property.name, path?.choices.length]],
      );
      expect(Object.fromEntries(found)).toEqual(broken);
      expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    });
  });
}
