import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../src/machines/index.ts';
import { rolloutSystem, type RolloutConfig } from '../../src/rollout/index.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { Symmetry } from '../../src/sim/symmetry/symmetry.ts';
import { explored } from './quotient.ts';

const BUDGETS = [
  {},
  { failure: 1 },
  { 'late-failure': 1 },
  { crash: 1 },
  { read: 1 },
  { stale: 1 },
  { write: 1, ack: 1 },
  { stop: 1 },
  { partial: 1, 'own-row': 1, empty: 1 },
];
const PROTOCOL_NAMES = PROTOCOLS.map(({ name }) => name);

/** Each budget under one protocol, and each protocol under some. */
const TWO = BUDGETS.map((faults, index) => ({
  operations: 2,
  protocol: PROTOCOL_NAMES[index % PROTOCOL_NAMES.length] as string,
  faults,
}));

/** What holds of the whole rollout and of its quotient, and how many worlds each has. */
function compared(config: RolloutConfig) {
  const system = rolloutSystem(config);
  const whole = explore(new Kernel(system));
  const kernel = new Kernel(system);
  const quotient = explored(kernel, new Symmetry(kernel));
  const findings = whole.findings.map(({ property, result }) => [property.name, result === 'holds'] as const);
  const witnesses = whole.witnesses.map(({ name, reached }) => [name, reached] as const);
  expect(whole.verdict).toBe('exhausted');
  return { whole, quotient, verdicts: Object.fromEntries([...findings, ...witnesses]) };
}

describe('a rollout of interchangeable operations', () => {
  it.each([...PROTOCOL_NAMES.map((protocol) => ({ operations: 2, protocol, faults: {} })), ...TWO.slice(1)])(
    'has the verdicts of the whole: %j',
    (config) => {
      const { whole, quotient, verdicts } = compared(config);
      expect(quotient.verdicts).toEqual(verdicts);
      // All but the worlds in which the two operations are alike come in pairs.
      expect(quotient.worlds.size).toBeGreaterThan(whole.states / 2);
      expect(quotient.worlds.size).toBeLessThan(whole.states * 0.52);
    },
  );

  it('has the verdicts of the whole with 3 operations, in little more than a sixth of the worlds', () => {
    const { whole, quotient, verdicts } = compared({ operations: 3, protocol: 'own-tasks' });
    expect(quotient.verdicts).toEqual(verdicts);
    // 115,035 / 6 = 19,172.5, and some where operations are alike. Found by running.
    expect([whole.states, quotient.worlds.size]).toEqual([115_035, 20_378]);
  }, 30_000);
});

describe('operations are interchangeable', () => {
  const declared = (config: RolloutConfig) => rolloutSystem(config).symmetry;

  it('if they begin alike', () => {
    expect(declared({ operations: 3 })).toEqual([['A', 'B', 'C']]);
    expect(declared({ operations: { eu: { state: 'running' }, us: { state: 'running' } } })).toEqual([['eu', 'us']]);
    expect(declared({ operations: { eu: { state: 'running' }, us: {} } })).toBeUndefined();
    expect(declared({ operations: { eu: { engine: 'copying' }, us: { engine: 'completed' } } })).toBeUndefined();
    expect(declared({ operations: { eu: { onFailure: 'continue' }, us: {} } })).toBeUndefined();
  });

  it('unless there is only one, or none', () => {
    expect(declared({ operations: 1 })).toBeUndefined();
    expect(declared({ legacy: true })).toBeUndefined();
  });

  it('unless two may fail, as the order of their errors means something: the check would say so', () => {
    expect(declared({ faults: { failure: 1 } })).toBeDefined();
    expect(declared({ faults: { failure: 1, 'late-failure': 1 } })).toBeUndefined();
    expect(declared({ operations: { eu: { engine: 'failed' }, us: { engine: 'failed' } } })).toBeUndefined();
    expect(declared({ operations: { eu: { state: 'failed' }, us: { state: 'failed' } } })).toBeUndefined();
    const kernel = new Kernel({ ...rolloutSystem({ faults: { failure: 2 } }), symmetry: [['A', 'B']] });
    expect(() => explored(kernel, new Symmetry(kernel))).toThrow(/not interchangeable: .*property "first-error-kept"/);
  });

  it('unless a pause holds what comes later', () => {
    const pausing = { onFailure: 'pause' } as const;
    expect(declared({ operations: { eu: pausing, us: pausing } })).toBeUndefined();
  });
});
