/** What is asked for in code is asked for in full, or refused: by name, with what is allowed. */
import { describe, expect, it } from 'vitest';
import { runBatch } from '../../src/sim/campaign/batch.ts';
import { explore, type ExploreOptions } from '../../src/sim/search/explore.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { replay, type ReplayOptions } from '../../src/sim/execution/replay.ts';
import { sample, type SampleOptions } from '../../src/sim/sample/sample.ts';
import { shrink } from '../../src/sim/shrink/shrink.ts';
import { SystemError, type AnySystem, type FaultBudget, type Transaction } from '../../src/sim/contract/system.ts';
import { rolloutSystem } from '../../src/rollout/index.ts';
import { asking } from './little-machines.ts';
import { small } from './systems.ts';

type Tx = Transaction<{ readonly x: number }>;

/** One actor that may crash, and a disturbance. */
const crashing = (faults: unknown, rest: object = {}): AnySystem =>
  ({
    ...small('crashing', {
      store: { x: 0 },
      actors: { one: { machine: asking, crashes: true } },
      services: { ask: { access: 'read', run: (_: never, tx: Tx) => tx.read('x') } as never },
      environment: { jolt: { budget: 'jolt', run: (tx: Tx) => tx.write('x', tx.read('x') === 0 ? 1 : 0) } as never },
      faults: faults as FaultBudget,
    }),
    ...rest,
  }) as unknown as AnySystem;

describe('a budget', () => {
  it.each([
    [Infinity, 'Infinity'],
    [2 ** 31, '2147483648'],
    [2 ** 32, '4294967296'],
    [null, 'null'],
    [0.5, '0.5'],
    [-1, '-1'],
    [Number.NaN, 'NaN'],
    ['1', '"1"'],
    [undefined, 'undefined'],
  ])('of %s is refused', (budget, text) => {
    for (const fault of ['crash', 'jolt']) {
      const message = `the budget of fault "${fault}" is ${text}: it must be a whole number from 0 to 2147483647`;
      expect(() => new Kernel(crashing({ [fault]: budget }))).toThrow(new SystemError(message));
      expect(() => new LiveExecution(crashing({ [fault]: budget }))).toThrow(new SystemError(message));
    }
  });

  it('may be as large as a word can hold, and is then spent one by one', () => {
    const { faultsInjected, verdict, depth } = explore(new Kernel(crashing({ crash: 2 ** 31 - 1 })), { maxDepth: 6 });
    expect([verdict, depth]).toEqual(['bounded', 6]);
    expect(faultsInjected['crash']).toBeGreaterThan(3);
  });

  it('of zero is as none', () => {
    expect(explore(new Kernel(crashing({ crash: 0, jolt: 0, nothing: 0 }))).states).toBe(
      explore(new Kernel(crashing({}))).states,
    );
  });

  it.each([
    [{ crsh: 1 }, 'unknown fault "crsh". Did you mean "crash"? Known: read, stale, write, ack, crash, jolt'],
    [{ flood: 1 }, 'unknown fault "flood". Known: read, stale, write, ack, crash, jolt'],
    [null, 'the faults are null: they must be an object of budgets'],
  ])('for %o is refused', (faults, message) => {
    expect(() => new Kernel(crashing(faults))).toThrow(new SystemError(message));
  });

  it('that a distortion may spend is let pass, and a slip of the pen is not', () => {
    const distortions = () => [{ fault: 'wrong', label: 'wrong', change: () => 5 }];
    const services = { ask: { access: 'read', run: () => 0, distortions } };
    expect(explore(new Kernel(crashing({ wrong: 1 }, { services }))).faultsInjected).toEqual({ wrong: 1 });
    expect(() => new Kernel(crashing({ crsh: 1 }, { services }))).toThrow('says "crsh". Did you mean "crash"?');
  });
});

describe('a system is refused', () => {
  it.each<[string, object, string]>([
    [
      'that looks back two versions and a half',
      { staleVersions: 2.5 },
      '`staleVersions` is 2.5: it must be a whole number from 1 to 1000',
    ],
    [
      'that looks back no version',
      { staleVersions: 0 },
      '`staleVersions` is 0: it must be a whole number from 1 to 1000',
    ],
    [
      'whose service is neither read nor write',
      { services: { ask: { access: 'raed', run: () => 0 } } },
      'unknown `access` of service "ask" "raed". Did you mean "read"?',
    ],
    [
      'whose actor crashes in a word',
      { actors: { one: { machine: asking, crashes: 'yes' } } },
      '`crashes` of actor "one" is "yes": it must be true or false',
    ],
    [
      'whose actor has a slip in it',
      { actors: { one: { machine: asking, crash: true } } },
      'actor "one" says "crash". Did you mean "crashes"?',
    ],
    [
      'whose action has a slip in it',
      { environment: { jolt: { bugdet: 'jolt', run: () => {} } } },
      'environment action "jolt" says "bugdet". Did you mean "budget"?',
    ],
    [
      'whose faults are spelled wrong',
      { fault: { crash: 1 }, faults: undefined },
      'the system says "fault". Did you mean "faults"?',
    ],
    [
      'that says something once more, spelled wrong',
      { servces: {} },
      'the system says "servces". Did you mean "services"?',
    ],
    [
      'that routes to an actor it has not',
      { actors: { one: { machine: asking, routes: { GO: ['two'] } } } },
      'the route of actor "one" for "GO": unknown actor "two". Known: one',
    ],
    [
      'whose property is of no kind',
      { properties: [{ kind: 'saftey', name: 'p', check: () => null }] },
      'unknown kind of property "p" "saftey". Did you mean "safety"?',
    ],
    [
      'whose property cannot be asked',
      { properties: [{ kind: 'safety', name: 'p', chekc: () => null }] },
      'property "p" says "chekc". Did you mean "check"?',
    ],
    [
      'whose goal is missing',
      { properties: [{ kind: 'liveness', name: 'p' }] },
      'property "p": `goal` is undefined: a liveness property needs a function there',
    ],
    [
      'whose property is fair in no known way',
      { properties: [{ kind: 'liveness', name: 'p', goal: () => true, fairness: 'week' }] },
      'unknown fairness of property "p" "week". Did you mean "weak"?',
    ],
  ])('%s', (_what, rest, message) => {
    const { faults = { crash: 1 } } = rest as { faults?: object };
    const system = crashing(faults, rest);
    if ('fault' in rest) delete (system as { faults?: unknown }).faults;
    expect(() => new Kernel(system)).toThrow(SystemError);
    expect(() => new Kernel(system)).toThrow(message);
    expect(() => new LiveExecution(system)).toThrow(message);
  });
});

describe('an option is refused', () => {
  const kernel = new Kernel(crashing({ crash: 1 }));

  it.each<[unknown, string]>([
    [{ maxStates: 0 }, '`maxStates` is 0: it must be a whole number of at least 1'],
    [{ maxStates: Number.NaN }, '`maxStates` is NaN'],
    [{ maxStates: 2.5 }, '`maxStates` is 2.5'],
    [{ maxStates: '10' }, '`maxStates` is "10"'],
    [{ maxDepth: -1 }, '`maxDepth` is -1: it must be a whole number of at least 0'],
    [{ maxDepht: 3 }, 'unknown option of an exploration "maxDepht". Did you mean "maxDepth"?'],
    [{ reduce: 'yes' }, '`reduce` is "yes": it must be true or false'],
    [{ symmetry: 1 }, '`symmetry` is 1: it must be true or false'],
    [{ faultFree: null }, '`faultFree` is null: it must be true or false'],
    [{ fairness: 'fair' }, 'unknown fairness "fair". Known: weak, strong, transition'],
    [{ properties: {} }, 'the properties are an object: they must be a list'],
    [{ from: new Int32Array(1) }, 'the number of words of the world `from` is 1'],
    [7, 'an exploration takes its options as an object, not 7'],
  ])('of an exploration: %o', (options, message) => {
    expect(() => explore(kernel, options as ExploreOptions)).toThrow(SystemError);
    expect(() => explore(kernel, options as ExploreOptions)).toThrow(message);
  });

  it('never where no limit is meant', () => {
    expect(explore(kernel, { maxStates: Infinity, maxDepth: Infinity }).verdict).toBe('exhausted');
  });

  it.each<[unknown, string]>([
    [{ runs: -1 }, '`runs` is -1: it must be a whole number of at least 0'],
    [{ runs: Number.NaN }, '`runs` is NaN'],
    [{ runs: 1.5 }, '`runs` is 1.5'],
    [{ runs: 1, seed: 7 }, '`seed` is 7: it must be a text'],
    [{ runs: 1, chaos: -1 }, '`chaos` is -1'],
    [{ runs: 1, settleWithin: 0.5 }, '`settleWithin` is 0.5'],
    [{ runs: 1, cahos: 5 }, 'unknown option of a sampling "cahos". Did you mean "chaos"?'],
  ])('of a sampling: %o', (options, message) => {
    const given = { seed: 's', ...(options as object) } as SampleOptions;
    expect(() => sample(kernel, given)).toThrow(SystemError);
    expect(() => sample(kernel, given)).toThrow(message);
  });

  it('of a batch: a property that the system has not', () => {
    const plan = { seed: 's', runs: 1, only: ['nothing-of-the-kind'] };
    expect(() => runBatch(() => crashing({ crash: 1 }), plan)).toThrow('unknown property "nothing-of-the-kind"');
  });

  it('of shrinking and of a replay', async () => {
    const property = { kind: 'safety', name: 'p', summary: '', check: () => 'always' } as const;
    expect(() => shrink(kernel, property, [], { most: Number.NaN })).toThrow('`most` is NaN');
    expect(() => shrink(kernel, property, [], { mots: 1 } as never)).toThrow('Did you mean "most"?');
    const replayed = replay(new ModelExecution(kernel), [], { lenint: true } as ReplayOptions);
    await expect(replayed).rejects.toThrow('unknown option of a replay "lenint". Did you mean "lenient"?');
  });

  it.each<[object, string]>([
    [{ lease: true }, 'rollout: unknown setting "lease". Did you mean "leases"?'],
    [{ leases: 'yes' }, 'rollout: leases is "yes": it must be true or false'],
    [{ onFailure: 'pasue' }, 'rollout: unknown policy "pasue". Did you mean "pause"?'],
    [{ leases: true, drivers: 1.5 }, 'rollout: drivers is 1.5: it must be a whole number from 1 to 26'],
    [{ faults: { stpo: 1 } }, 'rollout: unknown fault "stpo". Did you mean "stop"?'],
  ])('of a rollout: %o', (config, message) => {
    expect(() => rolloutSystem(config)).toThrow(message);
  });
});
