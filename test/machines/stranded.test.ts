import { describe, expect, it } from 'vitest';
import type { OperationRow } from '../../src/machines/ports.ts';
import { findProtocol, type Protocol } from '../../src/machines/protocols.ts';
import { isStranded } from '../../src/machines/stranded.ts';
import { isTerminal, type State } from '../../src/machines/vocabulary.ts';

const named = (name: string) => findProtocol(name) as Protocol;

function stranded(name: string, apply: State, states: readonly State[]): boolean {
  const operations = states.map((state, index): OperationRow => ({
    id: String(index),
    state,
    onFailure: 'halt',
    errorMessage: null,
    started: state !== 'pending',
  }));
  return isStranded(named(name), { apply, operations, released: false }, (row) => !isTerminal(row.state));
}

describe('an apply whose last finished operation was not projected', () => {
  it.each(['merged', 'held', 'fenced'])('is stranded under %s', (name) => {
    expect(stranded(name, 'running', ['completed', 'completed'])).toBe(true);
    expect(stranded(name, 'pending', ['failed', 'completed'])).toBe(true);
  });

  it.each(['merged', 'held', 'fenced'])('is not under %s once it is terminal, whatever it says', (name) => {
    for (const state of ['completed', 'failed', 'stopped'] as const)
      expect(stranded(name, state, ['completed', 'failed'])).toBe(false);
  });

  it('is left to a sibling that goes on where finished drives leave, and not where they stay', () => {
    expect(stranded('held', 'running', ['completed', 'running'])).toBe(false);
    expect(stranded('merged', 'running', ['completed', 'running'])).toBe(true);
  });

  it('is not where the stored state is already what the rows add up to', () => {
    expect(stranded('fenced', 'running_degraded', ['failed', 'stopped'])).toBe(false);
    expect(stranded('fenced', 'running', ['failed', 'stopped'])).toBe(true);
  });
});
