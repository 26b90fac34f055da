import { describe, expect, it, vi } from 'vitest';
import { findProtocol, type Protocol } from '../../src/machines/protocols.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import type { RolloutStore } from '../../src/rollout/base/modelled-store.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import type { AnySystem, FaultBudget, Service, System, Transaction } from '../../src/sim/contract/system.ts';

vi.setConfig({ testTimeout: 60_000 });

type Rollout = System<RolloutStore>;
type Mutation = (system: Rollout) => Rollout;
type Tx = Transaction<RolloutStore>;
type Run = (input: never, tx: Tx, self: string) => unknown;

const FENCED = findProtocol('fenced') as Protocol;

/** Fenced with other rules for its drives; the store still keeps the revision. */
const rule =
  (change: Partial<Protocol>): Mutation =>
  (system) => {
    const actors = Object.entries(system.actors).map(([name, actor]) => {
      const input = { ...(actor.input as object), protocol: { ...FENCED, ...change } };
      return [name, name.startsWith('drive:') ? { ...actor, input } : actor];
    });
    return { ...system, actors: Object.fromEntries(actors) };
  };

const service =
  (name: string, change: (run: Run) => Run): Mutation =>
  (system) => {
    const original = system.services[name] as Service<RolloutStore>;
    return { ...system, services: { ...system.services, [name]: { ...original, run: change(original.run) } } };
  };

/** The rows change, and the revision does not. */
const withoutRevision =
  (run: Run): Run =>
  (input, tx, self) => {
    const revision = tx.read('revision');
    const output = run(input, tx, self);
    if (tx.read('revision') !== revision) tx.write('revision', revision);
    return output;
  };

/** The rule that is taken out, a property that notices, and the faults that it takes. */
const MUTANTS: readonly (readonly [string, string, FaultBudget, Mutation])[] = [
  ['the revision is compared', 'no-false-terminal', { failure: 1 }, rule({ compares: 'state' })],
  ['anything is compared', 'settled-stays-settled', {}, rule({ compares: 'nothing' })],
  ['the own row is the stored one', 'no-false-terminal', { stop: 1 }, rule({ ownRow: 'fresh' })],
  ['what is completed is final', 'verdict-matches-rows', { 'late-failure': 1 }, rule({ finalRows: 'stopped-too' })],
  ['what is stopped waits for a claim', 'aggregate-converges-to-rows', { stop: 1 }, rule({ finalRows: 'failures' })],
  ['policies project', 'no-false-terminal', { failure: 1 }, rule({ projection: 'base' })],
  ['the aggregate stamps', 'completed-at-iff-settled', {}, rule({ stamps: 'operation' })],
  ['the first error is kept', 'first-error-kept', { failure: 2 }, rule({ error: 'last' })],
  ['nothing begins under a settled apply', 'no-false-terminal', { failure: 1 }, rule({ begins: 'any-time' })],
  ['siblings count', 'gate-never-green-early', {}, rule({ source: 'own' })],
  [
    'a terminal state needs known siblings',
    'undetermined-writes-nothing',
    { 'own-row': 1 },
    rule({ degraded: 'trust-own' }),
  ],
  ['a claim moves the revision', 'no-false-terminal', { failure: 1 }, service('claim', withoutRevision)],
  ['a report moves the revision', 'first-error-kept', { failure: 2 }, service('writeOperation', withoutRevision)],
  [
    'the apply says how many rows there are',
    'gate-never-green-early',
    { partial: 1 },
    service('readRollout', (run) => (input, tx, self) => ({ ...(run(input, tx, self) as object), size: null })),
  ],
];

const resultsOf = (system: Rollout) => explore(new Kernel(system as unknown as AnySystem));
const fenced = (config: RolloutConfig) => rolloutSystem({ protocol: 'fenced', ...config }) as unknown as Rollout;

function resultOf(property: string, system: Rollout): string | undefined {
  const { verdict, findings } = resultsOf(system);
  expect(verdict).toBe('exhausted');
  return findings.find(({ property: { name } }) => name === property)?.result;
}

describe('fenced without one of its rules:', () => {
  it.each(MUTANTS)('%s. Then %s breaks', (_rule, property, faults, mutate) => {
    expect(resultOf(property, fenced({ faults }))).toBe('holds');
    expect(resultOf(property, mutate(fenced({ faults })))).toBe('violated');
  });

  it('an apply without operations decides for itself. Then every-apply-settles breaks', () => {
    const legacy = fenced({ legacy: true });
    expect(resultOf('every-apply-settles', legacy)).toBe('holds');
    expect(resultOf('every-apply-settles', rule({ legacy: 'refuse-terminal' })(legacy))).toBe('violated');
  });

  it.each([
    // It frees the driver's slot, and no property counts slots: `drive.test.ts` has it.
    ['a finished drive leaves', { finished: 'stay' }],
    // It keeps a state that is not terminal from being written without its rows: `decide.test.ts` has it.
    ['a state that is not terminal needs known siblings, too', { degraded: 'refuse-terminal' }],
  ] as const)('%s. Then nothing breaks: no race needs the rule', (_rule, change) => {
    for (const faults of [{ failure: 1 }, { 'own-row': 1, empty: 1, partial: 1 }, { 'late-failure': 1 }]) {
      const { verdict, findings } = resultsOf(rule(change)(fenced({ faults })));
      expect(verdict).toBe('exhausted');
      expect(findings.filter(({ result }) => result !== 'holds')).toEqual([]);
    }
  });
});
