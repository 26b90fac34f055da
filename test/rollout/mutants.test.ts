import { describe, expect, it } from 'vitest';
import { SHIPPED_PROTOCOL, type Protocol } from '../../src/machines/protocols.ts';
import type { ApplyWrite } from '../../src/machines/ports.ts';
import type { RolloutStore } from '../../src/rollout/store.ts';
import { rolloutSystem, type RolloutConfig } from '../../src/rollout/system.ts';
import { explore } from '../../src/sim/explore.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { BLOCKED, type AnySystem, type Service, type System, type Transaction } from '../../src/sim/system.ts';

type Rollout = System<RolloutStore>;
type Mutation = (system: Rollout) => Rollout;
type Run = (input: never, tx: Transaction<RolloutStore>, self: string) => unknown;

/** Another way for a service to take effect, which may use the true one. */
const service =
  (name: string, change: (run: Run) => Run): Mutation =>
  (system) => {
    const original = system.services[name] as Service<RolloutStore>;
    return { ...system, services: { ...system.services, [name]: { ...original, run: change(original.run) } } };
  };

/** Another protocol of the drives, which still goes by its name. */
const protocol =
  (change: Partial<Protocol>): Mutation =>
  (system) => {
    const actors = Object.entries(system.actors).map(([name, actor]) => {
      const input = { ...(actor.input as object), protocol: { ...SHIPPED_PROTOCOL, ...change } };
      return [name, name.startsWith('drive:') ? { ...actor, input } : actor];
    });
    return { ...system, actors: Object.fromEntries(actors) };
  };

const environment =
  (label: string, run: (tx: Transaction<RolloutStore>) => unknown): Mutation =>
  (system) => ({
    ...system,
    environment: { ...system.environment, [label]: { run: (tx) => (run(tx) === BLOCKED ? BLOCKED : undefined) } },
  });

const writing = (change: (write: ApplyWrite) => Partial<ApplyWrite>): Mutation =>
  service(
    'writeApply',
    (run) => (write: ApplyWrite, tx, self) => run({ ...write, ...change(write) } as never, tx, self),
  );

/** For each property a rollout in which it holds, and one line that breaks it. */
const MUTANTS: readonly (readonly [string, string, RolloutConfig, Mutation])[] = [
  ['no-false-terminal', 'operations are never written', { operations: 1 }, service('writeOperation', () => () => null)],
  [
    'gate-never-green-early',
    'the gate is shown green',
    { operations: 1 },
    service('sampleApply', () => () => ({ state: 'completed' })),
  ],
  [
    'settled-stays-settled',
    'somebody else writes the apply',
    { operations: 1 },
    environment('meddling', (tx) =>
      tx.read('apply').state === 'completed' ? tx.write('apply', { ...tx.read('apply'), state: 'failed' }) : BLOCKED,
    ),
  ],
  [
    'verdict-matches-rows',
    'completed is written as failed',
    { operations: 1 },
    writing(({ state }) => (state === 'completed' ? { state: 'failed' } : {})),
  ],
  ['completed-at-iff-settled', 'nothing is ever stamped', { operations: 1 }, writing(() => ({ completedAt: 'keep' }))],
  [
    'first-error-kept',
    'another error is written',
    { operations: 1, faults: { failure: 1 } },
    writing(({ errorMessage }) => (typeof errorMessage === 'string' ? { errorMessage: 'something went wrong' } : {})),
  ],
  [
    'undetermined-writes-nothing',
    'the own state is trusted',
    { operations: 1, faults: { read: 1 } },
    protocol({ degraded: 'trust-own' }),
  ],
  [
    'every-apply-settles',
    'an apply without operations is refused',
    { legacy: true },
    protocol({ legacy: 'refuse-terminal' }),
  ],
  [
    'aggregate-converges-to-rows',
    'the apply is never written',
    { operations: 1 },
    service('writeApply', () => () => null),
  ],
];

function resultOf(name: string, system: Rollout): string | undefined {
  const { findings, verdict } = explore(new Kernel(system as unknown as AnySystem));
  expect(verdict).toBe('exhausted');
  return findings.find(({ property }) => property.name === name)?.result;
}

describe('a property that holds can be broken by one line:', () => {
  it.each(MUTANTS)('%s, where %s', (name, _how, config, mutate) => {
    const system = rolloutSystem(config) as unknown as Rollout;
    expect(resultOf(name, system)).toBe('holds');
    expect(resultOf(name, mutate(system))).toBe('violated');
  });

  it('every one of them', () => {
    const all = rolloutSystem({ operations: 1 }).properties?.filter(({ kind }) => kind !== 'witness') ?? [];
    expect(new Set(MUTANTS.map(([name]) => name))).toEqual(new Set(all.map(({ name }) => name)));
  });
});
