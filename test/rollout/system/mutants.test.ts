import { describe, expect, it } from 'vitest';
import { PROTOCOLS, SHIPPED_PROTOCOL, type Protocol } from '../../../src/machines/index.ts';
import { configUnder, FAULT_CLASSES } from '../../../src/rollout/system/fault-classes.ts';
import { withService } from '../../../src/rollout/base/mutations.ts';
import { everyProperty } from '../../../src/rollout/system/asked-properties.ts';
import type { Mutant } from '../../../src/rollout/base/mutant.ts';
import { mutantsOf, namedMutantsOf } from '../../../src/rollout/system/mutants.ts';
import { rolloutSystem } from '../../../src/rollout/system/rollout-system.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import type { AnySystem } from '../../../src/sim/contract/system.ts';

const NEWEST = PROTOCOLS.at(-1) ?? SHIPPED_PROTOCOL;

/** For each property a mutant that it kills, and the class of faults that it takes; with one operation, if one is enough. */
const KILLS = [
  ['no-false-terminal', 'rash-outcome', 'none'],
  ['no-false-stop', 'closed-reopening', 'stop'],
  ['gate-never-green-early', 'eager-gate', 'none'],
  ['settled-stays-settled', 'second-writer', 'none'],
  ['verdict-matches-rows', 'wrong-outcome', 'none'],
  ['completed-at-iff-settled', 'no-stamp', 'none'],
  ['first-error-kept', 'wrong-error', 'failure'],
  ['undetermined-writes-nothing', 'degraded-trust-own', 'listing'],
  ['every-apply-settles', 'legacy-refuse-terminal', 'legacy'],
  ['aggregate-converges-to-rows', 'lost-apply-write', 'none'],
  ['one-lease-holder', 'stolen-lease', 'lease', 2],
  ['stale-lease-writes-nothing', 'unfenced-operation', 'lease', 2],
  ['stale-lease-writes-nothing', 'unfenced-apply', 'lease', 2],
  ['stale-lease-writes-nothing', 'kept-token', 'lease', 2],
  ['every-apply-settles', 'zeroRows-lost', 'changed-rows'],
  ['every-apply-settles', 'leftover-lease', 'drivers', 2],
  ['every-apply-settles', 'no-watchdog', 'drivers', 2],
  ['target-has-one-owner', 'failed-by-shutdown', 'drivers', 2],
  ['target-has-one-owner', 'stopped-lets-go', 'target-stop'],
  ['reaps-nothing-live', 'hasty-reaper', 'reaper', 2],
  ['leftovers-are-closed', 'no-reaper', 'reaper', 2],
  ['order-respected', 'out-of-turn', 'order', 2],
  ['every-apply-settles', 'waiting-stay', 'barrier', 2],
  ['every-apply-settles', 'barrier-of-all', 'barrier-finalizer', 2],
  ['cutovers-in-order', 'all-cut-over', 'cutover', 2],
  ['completed-is-not-undone', 'window-is-completed', 'revert'],
  ['stop-halts-siblings', 'blind-claim', 'stop-request'],
  ['stop-halts-siblings', 'hasty-answer', 'stop-request'],
  ['stop-halts-siblings', 'rows-alone', 'cancel-request'],
  ['stop-halts-siblings', 'blind-poll', 'cutover-cancel'],
  ['stop-halts-siblings', 'cancelled-cutover', 'cutover-cancel'],
  ['no-stop-unasked', 'commands-bare', 'legacy-duplicate'],
  ['every-request-resolves', 'stop-by-drives', 'stop-request'],
  ['nothing-stranded', 'stop-by-drives', 'stop-request'],
  ['budget-respected', 'uncounted-retry', 'retry'],
  ['budget-respected', 'late-count', 'retry', 2],
  ['work-ends-first', 'blind-sweep', 'retry'],
  ['work-ends-first', 'silence-is-done', 'misreport'],
  ['work-ends-first', 'cut-off-is-failed', 'read'],
  ['silence-writes-nothing', 'silence-pending', 'misreport'],
  ['old-report-writes-nothing', 'oldReports-believed', 'stale-progress'],
  ['every-apply-settles', 'idle-sweep', 'retry'],
  ['budget-respected', 'late-retry', 'retry-window'],
  ['every-apply-settles', 'timeless-sweep', 'retry-window'],
  ['summary-tells-the-verdict', 'announces-before', 'summary'],
  ['summary-has-one-teller', 'loser-tells', 'summary', 2],
  ['summary-is-told', 'announces-after', 'summary-lost'],
  ['summary-is-told', 'unpaid-summary', 'summary'],
  ['operation-matches-tasks', 'skipped-task', 'tasks'],
  ['failed-task-stays-failed', 'forgetful-task', 'tasks-forgotten'],
  ['every-apply-settles', 'lost-task-write', 'tasks'],
  ['finalizer-comes-last', 'hasty-finalizer', 'finalizer', 2],
  ['every-apply-settles', 'no-orphans', 'finalizer', 2],
  ['no-false-terminal', 'unnoticed-attach', 'attach', 2],
  ['no-false-terminal', 'blind-attach', 'attach', 2],
] as const;

/** Classes under which only the newest protocol has nothing wrong that could be made wrong. */
const FOR_NEWEST: readonly string[] = [
  'summary',
  'summary-lost',
  'changed-rows',
  'stale-progress',
  'drivers',
  'reaper',
  'attach',
  'legacy-duplicate',
  'barrier',
  'barrier-finalizer',
];

/** Nor has an older one with what it makes of silence, or with what holds its apply open. */
const isSound = (
  protocol: Protocol,
  { property, under, mutant }: Record<'property' | 'under' | 'mutant', string>,
): boolean =>
  protocol === NEWEST || !(FOR_NEWEST.includes(under) || property.startsWith('silence') || mutant === 'no-orphans');

/** Two operations are asked of the newest one: that takes seconds each, and `matrix --mutants` asks all of any protocol. */
const CASES = [...new Set([SHIPPED_PROTOCOL, NEWEST])].flatMap((protocol) =>
  KILLS.flatMap(([property, mutant, under, operations = 1]) =>
    (protocol === NEWEST || operations === 1) && isSound(protocol, { property, under, mutant })
      ? [{ protocol, property, mutant, under, operations }]
      : [],
  ),
);

function systemOf(protocol: Protocol, under: string, operations = 1): AnySystem {
  const faults = FAULT_CLASSES.find(({ name }) => name === under) ?? FAULT_CLASSES[0];
  return rolloutSystem(configUnder(faults as (typeof FAULT_CLASSES)[number], { protocol: protocol.name, operations }));
}

function mutantOf(protocol: Protocol, name: string): Mutant {
  const mutant = mutantsOf(protocol).find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`no mutant "${name}" of ${protocol.name}`);
  return mutant;
}

function resultOf(name: string, system: AnySystem): string | undefined {
  const { findings, verdict } = explore(new Kernel(system));
  expect(verdict).toBe('exhausted');
  return findings.find(({ property }) => property.name === name)?.result;
}

describe('a property that holds can be broken by one line:', () => {
  it.each(CASES)('$property, by $mutant of $protocol.name', ({ protocol, property, mutant, under, operations }) => {
    const system = systemOf(protocol, under, operations);
    expect(resultOf(property, system)).toBe('holds');
    expect(resultOf(property, mutantOf(protocol, mutant).mutate(system))).toBe('violated');
  });

  it('every one of them', () => {
    const all = everyProperty().map(({ name }) => name);
    expect(new Set(KILLS.map(([property]) => property))).toEqual(new Set(all));
  });
});

describe('the mutants of a protocol', () => {
  it.each(PROTOCOLS)('have a name and a summary of their own: $name', (protocol) => {
    const mutants = namedMutantsOf(protocol);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(new Set(mutants.map(({ summary }) => summary)).size).toBe(mutants.length);
  });

  it.each(PROTOCOLS)('go back to an older protocol in one rule each: $name', (protocol) => {
    const older = PROTOCOLS.slice(0, PROTOCOLS.indexOf(protocol));
    const ofRules = mutantsOf(protocol).filter(({ summary }) => summary.startsWith('the rule '));
    expect(ofRules.length > 0).toBe(older.length > 0);
    for (const { mutate, name } of ofRules) {
      const [drive] = Object.values(mutate(systemOf(protocol, 'none')).actors);
      const { protocol: mutated } = (drive as { readonly input: { readonly protocol: Protocol } }).input;
      const rules = Object.keys(protocol) as (keyof Protocol)[];
      const differing = rules.filter((rule) => mutated[rule] !== protocol[rule]);
      expect(differing).toHaveLength(1);
      const [rule] = differing as [keyof Protocol];
      expect(name).toBe(`${rule}-${mutated[rule]}`);
      expect(older.some((other) => other[rule] === mutated[rule])).toBe(true);
    }
  });

  it('leave the original as it was', () => {
    const system = systemOf(NEWEST, 'none');
    const before = { ...system, services: { ...system.services }, actors: { ...system.actors } };
    for (const { mutate } of mutantsOf(NEWEST)) expect(mutate(system)).not.toBe(system);
    expect({ ...system }).toEqual(before);
  });
});

it.each(['read-committed-stop', 'snapshot', 'stop-request'])(
  'every mutant can be run under %s: a service may have read nothing yet, or answer with a failure',
  (under) => {
    for (const { mutate } of namedMutantsOf(NEWEST)) {
      const system = mutate(systemOf(NEWEST, under));
      expect(explore(new Kernel(system), { maxStates: 300, properties: [] }).states).toBeGreaterThan(50);
    }
  },
);

it('a service that a rollout does not have cannot be changed', () => {
  const mutate = withService('writeAply', (run) => run);
  expect(() => mutate(systemOf(NEWEST, 'none'))).toThrow('a rollout has no service "writeAply"');
});

describe('a rollout with a mutant', () => {
  it('says so in its config, so that a token of it replays the same', () => {
    const config = { protocol: 'fenced', operations: 1, mutant: 'lost-apply-write' };
    const system = rolloutSystem(config);
    expect(system.config).toEqual(config);
    expect(resultOf('aggregate-converges-to-rows', system)).toBe('violated');
  });

  it('has to be one of its protocol', () => {
    const build = () => rolloutSystem({ protocol: 'merged', mutant: 'unnoticed-write' });
    expect(build).toThrow('unknown mutant "unnoticed-write"');
  });
});
