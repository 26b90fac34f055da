import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/terminal/arguments.ts';
import { planOf } from '../../src/cli/check/check-plan.ts';
import { check } from '../../src/cli/check/check-command.ts';
import { rolloutConfig } from '../../src/cli/input/rollout-config.ts';
import { rollouts, type RolloutConstraints } from '../../src/fast-check/index.ts';
import { rolloutSystem, type RolloutConfig } from '../../src/rollout/index.ts';
import { partsIn } from '../../src/rollout/parts/index.ts';
import { SETTING_NAMES } from '../../src/rollout/base/settings.ts';
import { SHIPPED_PROTOCOL } from '../../src/machines/index.ts';
import type { Json } from '../../src/sim/index.ts';
import { shareOf, sharesIn } from '../rollout/shares.ts';

const sampled = (constraints: RolloutConstraints = {}, numRuns = 300): RolloutConfig[] =>
  fc.sample(rollouts(constraints), { seed: 1, numRuns });

/** The rollout to which one that does not do is shrunk. */
const shrunk = (constraints: RolloutConstraints, does: (config: RolloutConfig) => boolean, seed = 1): unknown =>
  fc.check(fc.property(rollouts(constraints), does), { seed, numRuns: 5000 }).counterexample?.[0];

/** How large a rollout is. As many drivers as by default are smaller than the same number said, and larger than one fewer. */
function sizeOf(config: RolloutConfig): number {
  const { operations, legacy, leases, drivers, faults = {}, staleVersions = 0 } = config;
  const count = legacy === true ? 1 : Number(operations);
  const counted = leases === true ? 2 * (drivers ?? count) + Number(drivers !== undefined) : 0;
  const others = SETTING_NAMES.filter((name) => name !== 'drivers').map((name) => config[name]);
  const settings = others.map((value) => (typeof value === 'number' ? value : Number(value !== undefined)));
  const budgets = Object.values(faults).map((most) => most + 1);
  return [count, counted, ...settings, ...budgets, staleVersions].reduce((sum, one) => sum + one, 0);
}

const protocol = SHIPPED_PROTOCOL.name;
const arbitrary = rollouts();

/** Every rollout to which this one shrinks at once. */
const shrinksOf = (config: RolloutConfig): RolloutConfig[] =>
  [...arbitrary.shrink(config, undefined)].map(({ value }) => value);

describe('arbitrary rollouts', () => {
  it('can be built, and are what a token may carry', () => {
    for (const config of sampled()) {
      expect(() => rolloutSystem(config)).not.toThrow();
      expect(rolloutConfig(config as Json)).toEqual(config);
    }
  });

  it('have each part, each setting and each fault sometimes, and sometimes not', () => {
    const drawn = sampled({}, 600);
    const counts = [1, 2, 3, 4, 5].map((count) => shareOf(drawn, ({ operations }) => operations === count));
    const shares = [...sharesIn(drawn), ...counts];
    for (const one of shares) {
      expect(one).toBeGreaterThan(0.01);
      expect(one).toBeLessThan(0.6);
    }
  });

  it('shrink to what can be built and is smaller, by whatever way, to one operation and nothing else', () => {
    const property = fc.property(rollouts(), fc.infiniteStream(fc.nat()), (config, ways) => {
      let [one, shrinks] = [config, shrinksOf(config)];
      while (shrinks.length > 0) {
        for (const shrink of shrinks) {
          expect(sizeOf(shrink)).toBeLessThan(sizeOf(one));
          expect(() => rolloutSystem(shrink)).not.toThrow();
        }
        one = shrinks[Number(ways.next().value) % shrinks.length] as RolloutConfig;
        shrinks = shrinksOf(one);
      }
      expect(one).toEqual({ protocol, ...(one.legacy === true ? { legacy: true } : { operations: 1 }), faults: {} });
    });
    fc.assert(property, { seed: 1, numRuns: 25 });
  });

  it.each([1, 2, 3])('shrink to what it takes to fail, and no more (seed %i)', (seed) => {
    const takes = ({ leases, faults = {}, tasks = 0 }: RolloutConfig): boolean =>
      leases === true && (faults['crash'] ?? 0) > 0 && tasks > 1;
    expect(shrunk({}, (config) => !takes(config), seed)).toEqual({
      protocol,
      operations: 1,
      leases: true,
      tasks: 2,
      faults: { crash: 1 },
    });
  });

  it('shrink to the first of the protocols that will do', () => {
    const ladder = ['held', 'merged', 'fallback'];
    expect(new Set(sampled({ protocol: ladder }, 60).map((config) => config.protocol))).toEqual(new Set(ladder));
    expect(shrunk({ protocol: ladder }, () => false)).toMatchObject({ protocol: 'held' });
    expect(shrunk({ protocol: ladder }, (config) => config.protocol === 'held')).toMatchObject({ protocol: 'merged' });
  });

  it('keep what is pinned and what limits them, and so does what they shrink to', () => {
    const pinned = { order: 'rolling', faults: { read: 1, expiry: 1 } } as const;
    const constraints = { pinned, parts: ['leases'], maxOperations: 3 };
    for (const seed of [1, 2, 3, 4]) {
      const visited: RolloutConfig[] = [];
      const least = shrunk(constraints, (config) => visited.push(config) === 0, seed);
      for (const { order, faults, operations = 1, ...rest } of visited) {
        expect(order).toBe('rolling');
        expect(faults).toEqual(rest.leases === true ? { read: 1, expiry: 1 } : { read: 1 });
        expect(operations).toBeLessThanOrEqual(3);
        expect(['leases']).toEqual(expect.arrayContaining(partsIn(rest).map(({ name }) => name)));
      }
      expect(least).toEqual({ protocol, operations: 1, order: 'rolling', faults: { read: 1 } });
    }
  });

  it('have only the faults that they may have, no larger than they may be', () => {
    const calm = sampled({ parts: [], faults: ['crash', 'read'], maxBudget: 3 }, 200);
    const budgets = calm.map(({ faults }) => faults);
    expect(new Set(budgets.flatMap((faults) => Object.keys(faults ?? {})))).toEqual(new Set(['crash', 'read']));
    expect(Math.max(...budgets.map((faults) => faults?.['crash'] ?? 0))).toBe(3);
    expect(calm.flatMap(partsIn)).toEqual([]);
  });

  it('shrink from one that is given as an example', () => {
    const given = { protocol, operations: 4, leases: true, drivers: 3, retries: 7, faults: { crash: 2, transient: 1 } };
    const { counterexample, numRuns } = fc.check(
      fc.property(rollouts(), ({ retries = 0 }) => retries < 5),
      { seed: 1, examples: [[given]] },
    );
    expect(numRuns).toBe(1);
    expect(counterexample).toEqual([{ protocol, operations: 1, retries: 5, faults: {} }]);
  });

  it('print as code, with the check that explores the same', () => {
    for (const config of sampled({ protocol: 'held' }, 200)) {
      const [, code = '', command = ''] = /^(\{.*\}) \/\* holdfast check (.*) \*\/$/.exec(fc.stringify(config)) ?? [];
      expect(JSON.parse(code)).toEqual(config);
      const args = readArguments('check', command.split(' '), check.options);
      expect(planOf(args).config).toEqual(config);
    }
  });

  it('have no command where no options say the same', () => {
    const begun = { operations: { A: { state: 'running', engine: 'copying' } }, apply: { state: 'running' } } as const;
    const [config] = sampled({ pinned: begun }, 1);
    expect(JSON.parse(fc.stringify(config))).toEqual(config);
    expect(config).toMatchObject(begun);
  });

  it.each<readonly [RolloutConstraints, string]>([
    [{ protocol: 'hold' }, 'unknown protocol "hold". Known: own-tasks'],
    [{ protocol: [] }, 'rollouts: protocol names none'],
    [{ parts: ['lease'] }, 'rollouts: unknown part "lease". Did you mean "leases"? Known: changed-rows, leases, '],
    [{ faults: ['crsh'] }, 'rollouts: unknown fault "crsh". Did you mean "crash"?'],
    [{ maxOperations: 0 }, 'rollouts: maxOperations is a whole number from 1 to 26, not 0'],
    [{ maxBudget: 0.5 }, 'rollouts: maxBudget is a whole number from 1 to 100, not 0.5'],
    [{ pinned: { reaper: true } }, 'a reaper goes by leases: add "leases: true"'],
  ])('refuse %j before anything is drawn', (constraints, message) => {
    expect(() => rollouts(constraints)).toThrow(message);
  });
});
