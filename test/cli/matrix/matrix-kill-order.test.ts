import { describe, expect, it } from 'vitest';
import { likelyFirst } from '../../../src/cli/matrix/matrix-kill-order.ts';
import { PROTOCOLS } from '../../../src/machines/index.ts';
import { FAULT_CLASSES } from '../../../src/rollout/system/fault-classes.ts';
import { firstNoticed } from '../../../src/rollout/system/first-noticed.ts';
import { mutantsOf } from '../../../src/rollout/system/mutants.ts';

const MUTANTS = mutantsOf(PROTOCOLS[PROTOCOLS.length - 1] as (typeof PROTOCOLS)[number]);

const mutant = (name: string) => MUTANTS.find((one) => one.name === name) as (typeof MUTANTS)[number];

const unknown = { name: 'unknown', mutate: <T>(system: T): T => system };

const nothing = () => ({ kills: 0, states: 0 });

describe('the classes of faults in which a mutant is hunted', () => {
  it('are all of them, whatever their order', () => {
    for (const one of MUTANTS) {
      const names = likelyFirst(one, FAULT_CLASSES, nothing).map(({ name }) => name);
      expect(names.toSorted()).toEqual(FAULT_CLASSES.map(({ name }) => name).toSorted());
    }
  });

  it('begin with the one that killed it before, then those with its part', () => {
    const names = likelyFirst(mutant('timeless-sweep'), FAULT_CLASSES, nothing).map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['retry-window', 'stale-progress', 'retry']);
  });

  it('go on with those that killed most, and then the cheap ones', () => {
    const records: Readonly<Record<string, { readonly kills: number; readonly states: number }>> = {
      none: { kills: 1, states: 20 },
      read: { kills: 0, states: 5 },
      stale: { kills: 1, states: 10 },
      crash: { kills: 3, states: 99 },
      write: { kills: 0, states: 4 },
    };
    const few = FAULT_CLASSES.filter(({ name }) => name in records);
    const order = likelyFirst(unknown, few, (name) => records[name] ?? nothing());
    expect(order.map(({ name }) => name)).toEqual(['crash', 'stale', 'none', 'write', 'read']);
  });

  it('are classes that there are, of mutants that there are', () => {
    const hinted = MUTANTS.flatMap(({ name }) => firstNoticed(name) ?? []);
    expect(hinted.length).toBeGreaterThan(40);
    for (const name of hinted) expect(FAULT_CLASSES.map((under) => under.name)).toContain(name);
  });
});
