import { describe, expect, it } from 'vitest';
import { interchangeableOperations } from '../../examples/interchangeable-operations/system.ts';
import { PROTOCOLS } from '../../src/machines/index.ts';
import { rolloutSystem, type RolloutConfig } from '../../src/rollout/index.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { explore, type Exploration, type ExploreOptions } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../src/sim/execution/labels.ts';
import { replay } from '../../src/sim/execution/replay.ts';
import type { AnySystem } from '../../src/sim/contract/system.ts';
import { SYMMETRIC } from './symmetric-systems.ts';

const REDUCTIONS: readonly ExploreOptions[] = [{ symmetry: true }, { symmetry: true, reduce: true }];

const verdicts = ({ verdict, findings, witnesses }: Exploration) => ({
  verdict,
  findings: findings.map(({ property, result }) => [property.name, result]),
  witnesses,
});

/** Every path that was found leads, label by label, to a world in which its property is broken with the same words. */
async function pathsReplay(system: AnySystem, kernel: Kernel, { findings }: Exploration): Promise<number> {
  let replayed = 0;
  for (const { property, path } of findings) {
    if (path === undefined || property.kind !== 'safety') continue;
    const trace = await replay(new ModelExecution(new Kernel(system)), labelsOf(kernel, path.choices), {
      properties: [property],
    });
    const last = trace.steps.at(-1)?.violations.map(({ message }) => message) ?? [];
    expect(last).toEqual([path.message]);
    replayed += 1;
  }
  return replayed;
}

describe('an exploration with symmetry', () => {
  it('has 455 states for 12 interchangeable operations, and 4^n without symmetry', () => {
    // Multisets of size 12 over 4 states: 15 choose 3.
    expect(explore(new Kernel(interchangeableOperations(12)), { symmetry: true }).states).toBe(455);
    for (const n of [1, 3, 6]) expect(explore(new Kernel(interchangeableOperations(n))).states).toBe(4 ** n);
  });

  it.each(SYMMETRIC)('has the verdicts of the whole of %s, and its paths replay', async (_, system) => {
    const whole = explore(new Kernel(system));
    for (const options of REDUCTIONS) {
      const kernel = new Kernel(system);
      const found = explore(kernel, options);
      expect(verdicts(found)).toEqual(verdicts(whole));
      expect(found.states).toBeLessThanOrEqual(whole.states);
      await pathsReplay(system, kernel, found);
    }
  });

  it.each(
    PROTOCOLS.flatMap(({ name }): [string, RolloutConfig['faults']][] => [
      [name, { crash: 1 }],
      [name, { read: 1, failure: 1 }],
    ]),
  )('has the verdicts of the whole rollout under %s with %j, and its paths replay', async (protocol, faults) => {
    const system = rolloutSystem({ protocol, faults: faults ?? {} });
    const whole = explore(new Kernel(system));
    for (const options of REDUCTIONS) {
      const kernel = new Kernel(system);
      const found = explore(kernel, options);
      expect(verdicts(found)).toEqual(verdicts(whole));
      expect(found.states).toBeLessThan(whole.states * 0.55);
      const broken = whole.findings.filter(
        ({ property, result }) => property.kind === 'safety' && result === 'violated',
      );
      expect(await pathsReplay(system, kernel, found)).toBe(broken.length);
    }
  });

  it('is as short in its counterexamples as the whole', () => {
    const system = rolloutSystem({ protocol: 'fallback', faults: { read: 1 } });
    const lengths = ({ findings }: Exploration) => findings.map(({ path }) => path?.choices.length);
    expect(lengths(explore(new Kernel(system), { symmetry: true }))).toEqual(lengths(explore(new Kernel(system))));
  });

  it('refuses fairness towards labels, which it cannot decide', () => {
    const system = rolloutSystem({});
    expect(() => explore(new Kernel(system), { symmetry: true, fairness: 'weak' })).toThrow(
      'an exploration with `symmetry` cannot decide',
    );
  });
});
