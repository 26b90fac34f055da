import { describe, expect, it } from 'vitest';
import { panArguments, panCounts } from '../../bench/spin.ts';

/** The lines that matter of what SPIN 6.5.2 printed for two-phase commit with 8 managers. */
const DONE = `
State-vector 36 byte, depth reached 25, errors: 0
  1745408 states, stored
 16762370 states, matched
 18507778 transitions (= stored+matched)
        0 atomic steps
`;

describe('what pan prints', () => {
  it('is read without the transition that it counts for the initial state', () => {
    expect(panCounts(DONE)).toEqual({ states: 1_745_408, transitions: 18_507_777 });
  });

  it.each([
    ['that found an error', DONE.replace('errors: 0', 'errors: 1')],
    ['that gave up', `Warning: Search not completed\n${DONE}`],
    ['that says nothing of states', DONE.replace('states, stored', '')],
  ])('is refused from a run %s', (_, output) => {
    expect(() => panCounts(output)).toThrow(/^pan (found an error|did not explore the model to its end):/);
  });
});

it('gives pan two to four slots for each state', () => {
  expect([296_448, 1_745_408].map((states) => panArguments(states)[1])).toEqual(['-w20', '-w22']);
});
