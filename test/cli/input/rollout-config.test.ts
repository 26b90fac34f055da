import { describe, expect, it } from 'vitest';
import { rolloutConfig } from '../../../src/cli/input/rollout-config.ts';
import { MAX_OPERATIONS, rolloutSystem, scenarioSystem } from '../../../src/rollout/index.ts';
import type { Json } from '../../../src/sim/index.ts';
import { UserError } from '../../../src/user-error.ts';

describe('rolloutConfig', () => {
  it.each<Json>([
    {},
    { protocol: 'refuse', operations: MAX_OPERATIONS, faults: { read: 1, 'late-failure': 0 }, staleVersions: 100 },
    { operations: 3, onFailure: 'pause', faults: { failure: 1, release: 1 } },
    { protocol: 'fenced', mutant: 'no-recovery', faults: { crash: 1 } },
    { legacy: true, apply: { state: 'running', startedAt: 'stamped', completedAt: null, errorMessage: null } },
    { operations: { A: {}, 'eu-west_1': { state: 'running', engine: 'copying', onFailure: 'pause' } } },
  ])('takes %j as it is, and a rollout can be built from it', (config) => {
    expect(rolloutConfig(config)).toEqual(config);
    expect(rolloutSystem(rolloutConfig(config)).name).toBe('rollout');
  });

  it('takes what the system of a scenario was built from', () => {
    const start = { apply: { state: 'running' }, operations: { A: { engine: 'copying' } } } as const;
    const { config } = scenarioSystem(
      { start, steps: ['drive:A claim takes effect'], fixed: { needs: 'x' } },
      'merged',
    );
    expect(rolloutConfig(config)).toEqual(config);
  });

  it.each<[Json, string]>([
    [null, 'expected a mapping, got nothing'],
    [[], 'expected a mapping, got a list'],
    ['merged', 'expected a mapping, got "merged"'],
    [{ protcol: 'merged' }, 'unknown key "protcol". Did you mean "protocol"? Known: protocol, operations, '],
    [JSON.parse('{ "__proto__": null }') as Json, 'unknown key "__proto__"'],
    [{ protocol: 'mergd' }, 'protocol: unknown value "mergd". Did you mean "merged"?'],
    [
      { protocol: 5 },
      'protocol: expected one of own-tasks, fallback, refuse, merged, held, cas, fenced, got the number 5',
    ],
    [{ legacy: 'yes' }, 'legacy: expected true or false, got "yes"'],
    [{ onFailure: 'stop' }, 'onFailure: unknown value "stop". Known: halt, continue, pause'],
    [{ protocol: 'cas', mutant: 'no-stmp' }, 'mutant: unknown mutant "no-stmp". Did you mean "no-stamp"?'],
    [{ operations: 0 }, 'operations: expected a number of at least 1'],
    [{ operations: 27 }, 'operations: expected a number of at most 26'],
    [{ operations: 1.5 }, 'operations: expected a whole number or a mapping, got the number 1.5'],
    [{ operations: '2' }, 'operations: expected a number or a mapping, got "2"'],
    [{ operations: {} }, 'operations: expected at least one operation'],
    [
      { operations: { 'x y': {} } },
      'operations.x y: the name of an operation is a letter, then letters, digits, "_" and "-"',
    ],
    [{ operations: { A: null } }, 'operations.A: expected a mapping, got nothing'],
    [{ operations: { A: { state: 'runing' } } }, 'operations.A.state: unknown value "runing". Did you mean "running"?'],
    [{ operations: { A: { engine: 'warp' } } }, 'operations.A.engine: unknown value "warp". Known: idle, copying, '],
    [
      { operations: { A: { onFailure: 'x' } } },
      'operations.A.onFailure: unknown value "x". Known: halt, continue, pause',
    ],
    [{ apply: { state: 'done' } }, 'apply.state: unknown value "done"'],
    [{ apply: { at: 1 } }, 'apply: unknown key "at". Known: state, startedAt, completedAt, errorMessage'],
    [{ faults: { raed: 1 } }, 'faults: unknown key "raed". Did you mean "read"?'],
    [{ faults: { read: -1 } }, 'faults.read: expected a number of at least 0'],
    [{ faults: { read: 1e12 } }, 'faults.read: expected a number of at most 1000'],
    [{ faults: { read: 'x' } }, 'faults.read: expected a number, got "x"'],
    [{ staleVersions: 0 }, 'staleVersions: expected a number of at least 1'],
    [{ staleVersions: 1e9 }, 'staleVersions: expected a number of at most 100'],
  ])('refuses %j', (config, mistake) => {
    expect(() => rolloutConfig(config)).toThrow(UserError);
    expect(() => rolloutConfig(config)).toThrow(`this token does not fit this version of holdfast: ${mistake}`);
  });

  it('names every mistake', () => {
    expect(() => rolloutConfig({ legacy: 1, staleVersions: 0 })).toThrow(/ legacy: .*; staleVersions: /);
  });
});
