import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { ModelExecution, type Execution } from '../../src/sim/execution/execution.ts';
import { explore, type Exploration, type Finding } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../src/sim/execution/labels.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { replay } from '../../src/sim/execution/replay.ts';
import type { AnySystem, LivenessProperty, Witness } from '../../src/sim/contract/system.ts';

/** The properties that do not hold, each with the length of its shortest counterexample; all others hold. */
type Broken = { readonly [property: string]: number };

/**
 * What each protocol breaks: regressions, found by running. The lengths say how many steps a person has to read; each of the
 * counterexamples is replayed below, on the model and on live actors.
 */
const FINDINGS: readonly (readonly [string, RolloutConfig, Broken])[] = [
  [
    // seed-clobber: a drive that looks at its own tasks only finishes the apply for all of them.
    'own-tasks',
    { protocol: 'own-tasks' },
    {
      'no-false-terminal': 19,
      'gate-never-green-early': 20,
      'settled-stays-settled': 28,
      'verdict-matches-rows': 19,
      'completed-at-iff-settled': 28,
      'undetermined-writes-nothing': 18,
    },
  ],
  [
    // seed-degraded-fallback: the listing times out, and the own state stands in for all.
    'fallback, one read fails',
    { protocol: 'fallback', faults: { read: 1 } },
    {
      'no-false-terminal': 22,
      'gate-never-green-early': 23,
      'settled-stays-settled': 33,
      'verdict-matches-rows': 22,
      'completed-at-iff-settled': 20,
      'undetermined-writes-nothing': 21,
    },
  ],
  // late-regress: without a compare-and-swap the write of an older projection comes last.
  [
    'refuse, one read fails',
    { protocol: 'refuse', faults: { read: 1 } },
    { 'settled-stays-settled': 43, 'completed-at-iff-settled': 20 },
  ],
  // seed-legacy-stranded: an apply without operations has no siblings to read, and is never finished.
  [
    'refuse, no operations',
    { protocol: 'refuse', legacy: true },
    { 'every-apply-settles': 0, 'aggregate-converges-to-rows': 0 },
  ],
  ['merged', { protocol: 'merged' }, { 'settled-stays-settled': 46, 'completed-at-iff-settled': 23 }],
  ['merged, no operations', { protocol: 'merged', legacy: true }, {}],
  ['merged, one operation', { protocol: 'merged', operations: 1, faults: { failure: 1, read: 1 } }, {}],
  ['merged, one operation that is stopped', { protocol: 'merged', operations: 1, faults: { stop: 1 } }, {}],
  [
    // halt-over-live: the base projection is failed as soon as one operation is.
    'merged, one operation fails',
    { protocol: 'merged', faults: { failure: 1 } },
    { 'no-false-terminal': 24, 'settled-stays-settled': 34, 'completed-at-iff-settled': 23 },
  ],
  [
    // seed-error-message: with two failures the later one overwrites the first.
    'merged, both operations fail',
    { protocol: 'merged', faults: { failure: 2 } },
    { 'no-false-terminal': 24, 'settled-stays-settled': 34, 'completed-at-iff-settled': 23, 'first-error-kept': 40 },
  ],
  [
    // seed-stale-list: a row turns failed after it was listed as completed.
    'merged, an operation fails after it was completed',
    { protocol: 'merged', faults: { 'late-failure': 1 } },
    {
      'no-false-terminal': 25,
      'gate-never-green-early': 53,
      'settled-stays-settled': 35,
      'verdict-matches-rows': 52,
      'completed-at-iff-settled': 23,
      'aggregate-converges-to-rows': 52,
    },
  ],
];

interface Explored {
  readonly system: AnySystem;
  readonly kernel: Kernel;
  readonly exploration: Exploration;
}

function explored(config: RolloutConfig): Explored {
  const system = rolloutSystem(config);
  const kernel = new Kernel(system);
  // Of a broken goal, the shortest path to where it is out of reach.
  return { system, kernel, exploration: explore(kernel, { fairness: 'transition' }) };
}

const lengths = ({ findings }: Exploration): Broken =>
  Object.fromEntries(
    findings.flatMap(({ property, path }) => (path === undefined ? [] : [[property.name, path.choices.length]])),
  );

/** Replays the path of a safety violation: which steps break the property. */
async function brokenSteps(
  { system, kernel }: Explored,
  { property, path }: Finding,
  execution: Execution,
): Promise<boolean[]> {
  const trace = await replay(execution, labelsOf(kernel, path?.choices ?? []), { properties: system.properties ?? [] });
  expect(trace.divergence).toBeNull();
  return trace.steps.map(({ violations }) => violations.some((violation) => violation.property === property.name));
}

/** Whether the goal can still be reached from where the path of a liveness violation ends, faults or no faults left. */
async function canStillSettle({ kernel }: Explored, { property, path }: Finding): Promise<boolean> {
  const execution = new ModelExecution(kernel);
  await replay(execution, labelsOf(kernel, path?.choices ?? []));
  const { goal } = property as LivenessProperty<never>;
  const witness: Witness<never> = { kind: 'witness', name: 'goal', summary: '', reached: goal };
  return (
    explore(kernel, { from: execution.words, faultFree: true, properties: [witness] }).witnesses[0]?.reached ?? true
  );
}

describe.each(FINDINGS)('%s', (_name, config, broken) => {
  const found = explored(config);
  const violated = found.exploration.findings.filter(({ result }) => result === 'violated');

  const known = (kind: string): string[] =>
    (found.system.properties ?? [])
      .filter((property) => property.kind === kind && property.name in broken)
      .map(({ name }) => name)
      .toSorted();

  it('breaks exactly the properties that are known, by as short a path', () => {
    expect(found.exploration.verdict).toBe('exhausted');
    expect(lengths(found.exploration)).toEqual(broken);
    expect(violated.length + found.exploration.findings.filter(({ result }) => result === 'holds').length).toBe(
      config.legacy === true ? 9 : 11,
    );
  });

  it('breaks each safety property at the last step of its path and at no step before, on the model and on live actors', async () => {
    const safety = violated.filter(({ property }) => property.kind === 'safety');
    expect(safety.map(({ property }) => property.name).toSorted()).toEqual(known('safety'));
    for (const finding of safety) {
      const steps = broken[finding.property.name] ?? 0;
      const last = Array.from({ length: steps }, (_, index) => index === steps - 1);
      expect(await brokenSteps(found, finding, new ModelExecution(found.kernel))).toEqual(last);
      expect(await brokenSteps(found, finding, new LiveExecution(found.system))).toEqual(last);
    }
  });

  it('reaches the same goals under weak and strong fairness', () => {
    const properties = (found.system.properties ?? []).filter(({ kind }) => kind === 'liveness');
    const open = found.exploration.findings.filter(({ property }) => property.kind === 'liveness');
    for (const fairness of ['weak', 'strong'] as const) {
      const { findings } = explore(found.kernel, { fairness, properties });
      expect(findings.map(({ result }) => result)).toEqual(open.map(({ result }) => result));
    }
  });

  it('cannot come to the goal any more where a liveness property is broken', async () => {
    const liveness = violated.filter(({ property }) => property.kind === 'liveness');
    expect(liveness.map(({ property }) => property.name).toSorted()).toEqual(known('liveness'));
    for (const finding of liveness) {
      expect(await canStillSettle(found, finding)).toBe(false);
    }
  });
});

describe('a check that tested something', () => {
  it('reaches every witness and injects every fault under the shipped protocol', () => {
    const faults = { failure: 1, 'late-failure': 1 };
    const { exploration } = explored({ operations: 1, faults });
    expect(exploration.witnesses).toEqual([
      { name: 'can-complete', reached: true },
      { name: 'can-fail', reached: true },
    ]);
    for (const fault of Object.keys(faults)) expect(exploration.faultsInjected[fault]).toBeGreaterThan(0);
  });

  it('shows by a witness that an apply without operations never completes under refuse', () => {
    expect(explored({ protocol: 'refuse', legacy: true }).exploration.witnesses).toEqual([
      { name: 'can-complete', reached: false },
    ]);
  });
});
