import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSettled,
  isState,
  isTaskTerminal,
  isTerminal,
  normaliseState,
  PARENT_ONLY_STATES,
  STATES,
} from '../../src/machines/vocabulary.ts';

/** A known word with the case of any of its letters flipped. */
const miscased = fc
  .constantFrom(...STATES, 'complete', 'recovering_cutover')
  .chain((word) =>
    fc
      .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
      .map((flips) => [...word].map((letter, index) => (flips[index] ? letter.toUpperCase() : letter)).join('')),
  );

describe('the vocabulary', () => {
  it('has the 26 words of the domain table, each once', () => {
    expect(STATES).toHaveLength(26);
    expect(new Set(STATES).size).toBe(26);
  });

  it('knows its own words and nothing else', () => {
    expect(STATES.every(isState)).toBe(true);
    for (const word of ['', 'complete', 'Running', ' running', 'toString', '__proto__'])
      expect(isState(word)).toBe(false);
  });

  it('calls terminal what nothing moves by itself, stopped included', () => {
    expect(STATES.filter(isTerminal)).toEqual(['completed', 'failed', 'cancelled', 'reverted', 'stopped']);
  });

  it('calls settled what is terminal and cannot be resumed', () => {
    expect(STATES.filter(isSettled)).toEqual(STATES.filter((state) => isTerminal(state) && state !== 'stopped'));
  });

  it('lets a task end only in completed, failed, cancelled or reverted', () => {
    expect(STATES.filter(isTaskTerminal)).toEqual(['completed', 'failed', 'cancelled', 'reverted']);
  });

  it('leaves failed_retryable open, because a driver may claim it again', () => {
    expect(isTerminal('failed_retryable')).toBe(false);
    expect(isTaskTerminal('failed_retryable')).toBe(false);
  });

  it('never ends in a state that only a parent has', () => {
    for (const state of PARENT_ONLY_STATES) expect(isTerminal(state)).toBe(false);
  });
});

describe('normaliseState', () => {
  it('keeps every word of the vocabulary', () => {
    for (const state of STATES) expect(normaliseState(state)).toBe(state);
  });

  it.each([
    ['complete', 'completed'],
    ['recovering_cutover', 'recovering'],
    ['COMPLETE', 'completed'],
    ['Recovering_Cutover', 'recovering'],
  ])('reads the engine word %s as %s', (word, state) => {
    expect(normaliseState(word)).toBe(state);
  });

  it('ignores letter case', () => {
    fc.assert(
      fc.property(miscased, (word) => {
        expect(normaliseState(word)).toBe(normaliseState(word.toLowerCase()));
      }),
    );
  });

  it('counts an unknown word as pending', () => {
    const unknown = fc
      .string()
      .filter((word) => !['complete', 'recovering_cutover', ...STATES].includes(word.toLowerCase()));
    fc.assert(
      fc.property(unknown, (word) => {
        expect(normaliseState(word)).toBe('pending');
      }),
    );
  });

  it.each(['', ' completed', 'completed ', 'STATE_COMPLETED', 'complete_', 'done', 'constructor', 'hasOwnProperty'])(
    'does not take %j for a known word',
    (word) => {
      expect(normaliseState(word)).toBe('pending');
    },
  );

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), miscased), (word) => {
        expect(normaliseState(normaliseState(word))).toBe(normaliseState(word));
      }),
    );
  });
});
