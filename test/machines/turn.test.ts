import { describe, expect, it } from 'vitest';
import type { OnFailure, OperationRow } from '../../src/machines/ports.ts';
import { findProtocol, type Protocol } from '../../src/machines/protocols.ts';
import { DEPLOYMENT_ORDERS, hasTurn, isCutOff, mayCutOver, type DeploymentOrder } from '../../src/machines/turn.ts';
import type { State } from '../../src/machines/vocabulary.ts';

const HELD_OPEN = findProtocol('fenced') as Protocol;
const FAILED_AT_ONCE = findProtocol('merged') as Protocol;

const row = (state: State, onFailure: OnFailure = 'halt'): OperationRow => ({
  id: state,
  state,
  onFailure,
  errorMessage: null,
  started: state !== 'pending',
});

const next = row('pending');

const turn = (order: DeploymentOrder, ...earlier: readonly OperationRow[]): boolean =>
  hasTurn(HELD_OPEN, { order, released: false }, next, earlier);

describe('an operation has its turn', () => {
  it.each(DEPLOYMENT_ORDERS)('if it is the first one: %s', (order) => {
    expect(turn(order)).toBe(true);
  });

  it('when each before it has completed, under rolling', () => {
    expect(turn('rolling', row('completed'), row('completed'))).toBe(true);
    for (const state of ['pending', 'running', 'waiting_for_cutover', 'stopped', 'cancelled', 'reverted'] as const)
      expect(turn('rolling', row('completed'), row(state))).toBe(false);
  });

  it('when each before it is ready to cut over, or beyond that, under barrier', () => {
    for (const state of ['waiting_for_cutover', 'cutting_over', 'revert_window', 'completed'] as const)
      expect(turn('barrier', row(state))).toBe(true);
    for (const state of ['pending', 'running', 'catching_up', 'stopped', 'reverted'] as const)
      expect(turn('barrier', row('completed'), row(state))).toBe(false);
  });

  it('at once under parallel, whatever those before it do but fail', () => {
    for (const state of ['pending', 'running', 'stopped', 'cancelled'] as const)
      expect(turn('parallel', row(state))).toBe(true);
  });
});

describe('behind a failed one', () => {
  const behind = (protocol: Protocol, failed: OnFailure, own: OnFailure, released = false): boolean[] =>
    DEPLOYMENT_ORDERS.map((order) =>
      hasTurn(protocol, { order, released }, row('pending', own), [row('failed', failed)]),
    );
  const ALWAYS = [true, true, true];
  const NEVER = [false, false, false];

  it('an apply that is held open goes on if the policy of the one that failed is continue, or a released pause', () => {
    expect(behind(HELD_OPEN, 'halt', 'continue')).toEqual(NEVER);
    expect(behind(HELD_OPEN, 'continue', 'halt')).toEqual(ALWAYS);
    expect(behind(HELD_OPEN, 'pause', 'halt')).toEqual(NEVER);
    expect(behind(HELD_OPEN, 'pause', 'halt', true)).toEqual(ALWAYS);
  });

  it('an apply that fails at its first failure goes on if the policy of the one that is to begin says so', () => {
    expect(behind(FAILED_AT_ONCE, 'halt', 'continue')).toEqual(ALWAYS);
    expect(behind(FAILED_AT_ONCE, 'continue', 'halt')).toEqual(NEVER);
    expect(behind(FAILED_AT_ONCE, 'halt', 'pause', true)).toEqual(ALWAYS);
  });
});

describe('an operation that is ready cuts over', () => {
  const ready = row('waiting_for_cutover');
  const may = (
    order: DeploymentOrder,
    earlier: readonly OperationRow[],
    later: readonly OperationRow[] = [],
  ): boolean => mayCutOver(HELD_OPEN, { order, released: false }, ready, { earlier, later });

  it.each(DEPLOYMENT_ORDERS)('once each before it has cut over, and not before: %s', (order) => {
    for (const state of ['completed', 'revert_window', 'skipping_revert'] as const)
      expect([state, may(order, [row(state)])]).toEqual([state, true]);
    for (const state of [
      'pending',
      'running',
      'waiting_for_cutover',
      'cutting_over',
      'reverting',
      'cancelled',
    ] as const)
      expect([state, may(order, [row('completed'), row(state)])]).toEqual([state, false]);
  });

  it('under barrier once each after it is ready, too, or will never be', () => {
    for (const state of ['waiting_for_cutover', 'completed', 'failed', 'cancelled', 'reverted'] as const)
      expect([state, may('barrier', [], [row(state)])]).toEqual([state, true]);
    for (const state of ['pending', 'running', 'stopped', 'resuming', 'reverting'] as const) {
      expect([state, may('barrier', [], [row(state)])]).toEqual([state, false]);
      expect([state, may('rolling', [], [row(state)]), may('parallel', [], [row(state)])]).toEqual([state, true, true]);
    }
  });

  it('never behind one that has ended without a cutover, unless that failed and the rollout goes on', () => {
    const isOff = (earlier: OperationRow): boolean =>
      isCutOff(HELD_OPEN, { order: 'barrier', released: false }, ready, { earlier: [earlier] });
    for (const earlier of [row('failed'), row('cancelled'), row('reverted'), row('stopped')])
      expect([earlier.state, isOff(earlier), may('barrier', [earlier])]).toEqual([earlier.state, true, false]);
    for (const earlier of [row('failed', 'continue'), row('completed')])
      expect([earlier.state, isOff(earlier), may('barrier', [earlier])]).toEqual([earlier.state, false, true]);
    expect(isOff(row('running'))).toBe(false);
  });
});
