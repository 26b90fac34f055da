import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsHelp, MAX_BUDGET, parseFaults } from '../../../src/cli/input/faults.ts';
import { ROLLOUT_FAULTS } from '../../../src/rollout/index.ts';
import { UserError } from '../../../src/user-error.ts';

const NAMES = Object.keys(ROLLOUT_FAULTS);

describe('parseFaults', () => {
  it.each([
    ['read=1,stale=2', { read: 1, stale: 2 }],
    [' read = 1'.replaceAll(' ', ''), { read: 1 }],
    ['read=0', { read: 0 }],
    ['read, crash', { read: 1, crash: 1 }],
    ['late-failure=1000', { 'late-failure': 1000 }],
    ['none', {}],
    ['', {}],
    [' ', {}],
  ])('reads %j', (text, budget) => {
    expect(parseFaults(text)).toEqual(budget);
  });

  it('reads back any budget', () => {
    const budgets = fc.dictionary(fc.constantFrom(...NAMES), fc.integer({ min: 0, max: MAX_BUDGET }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(budgets, (budget) => {
        const text = Object.entries(budget).map(([name, count]) => `${name}=${count}`);
        expect(parseFaults(text.join(','))).toEqual(budget);
      }),
    );
  });

  it.each([
    ['raed=1', '--faults: unknown fault "raed". Did you mean "read"?'],
    ['toString=1', '--faults: unknown fault "toString". Known: '],
    ['read=1,none', '--faults: unknown fault "none". Known: '],
    ['read=1,', '--faults "": expected NAME=COUNT'],
    ['=1', '--faults "=1": expected NAME=COUNT'],
    ['read=', '--faults "read=": expected NAME=COUNT'],
    ['read=x', '--faults "read=x": expected NAME=COUNT'],
    ['read=-1', '--faults "read=-1": expected NAME=COUNT'],
    ['read=1.5', '--faults "read=1.5": expected NAME=COUNT'],
    ['read=1=1', '--faults "read=1=1": expected NAME=COUNT'],
    ['read=1001', '--faults "read=1001": expected NAME=COUNT with a whole number from 0 to 1000'],
    ['read=1,stale=1,read=2', '--faults names "read" twice'],
  ])('refuses %j', (text, message) => {
    expect(() => parseFaults(text)).toThrow(UserError);
    expect(() => parseFaults(text)).toThrow(message);
  });
});

it('explains every fault on a line of its own', () => {
  const [, ...lines] = faultsHelp().split('\n');
  expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(NAMES);
  for (const what of Object.values(ROLLOUT_FAULTS)) expect(faultsHelp()).toContain(what);
});
