import { describe, expect, it } from 'vitest';
import { renderCheck, renderTimeline, type CheckedProperty, type CheckReport } from '../../src/report/index.ts';
import { flat, longRace, staleClobber } from './races.ts';

const { steps } = staleClobber;
const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());

const missed: CheckedProperty = {
  name: 'every-apply-settles',
  kind: 'liveness',
  fairness: 'weak',
  result: 'violated',
  message: 'round and round',
  counterexample: { token: 'round', steps: steps.slice(0, 5), cycle: steps.slice(5), outOfReach: 3 },
};

function check(property: CheckedProperty, look = {}): string {
  const report: CheckReport = {
    protocol: 'merged',
    operations: 2,
    faults: {},
    verdict: 'exhausted',
    states: 10,
    transitions: 20,
    seconds: 1,
    properties: [property],
    witnesses: [],
    faultsInjected: {},
  };
  return renderCheck(report, { replayCommand: (token) => `replay ${token}`, ...look });
}

describe('the timeline of a run that goes on for ever', () => {
  it('says where the cycle begins, and that it leads back to there', () => {
    const told = lines(renderTimeline({ steps, cycle: { from: 5, returns: true } }));
    const begins = told.indexOf('then, for ever:');
    expect(told[begins + 1]).toMatch(/^t5 /);
    expect(told.at(-1)).toBe('and the world is the same again as before t5');
  });

  it('does not say that it leads back if it does not, or if there are no steps that could', () => {
    for (const cycle of [
      { from: 5, returns: false },
      { from: steps.length, returns: true },
    ])
      expect(renderTimeline({ steps, cycle })).not.toContain('the same again');
  });

  it('never draws the first step of the cycle in the row of the step before', () => {
    expect(renderTimeline({ steps })).toContain('t0–1');
    const told = lines(renderTimeline({ steps, cycle: { from: 1, returns: true } }));
    expect(told[told.indexOf('then, for ever:') + 1]).toMatch(/^t1 /);
  });

  it('keeps the cycle when steps are left out, and says so if it begins among those', () => {
    const long = longRace(100, 3).steps;
    const shown = lines(renderTimeline({ steps: long, cycle: { from: 96, returns: true } }, { maxSteps: 20 }));
    expect(shown).toContain('then, for ever:');
    expect(shown.at(-1)).toBe('and the world is the same again as before t96');
    const hidden = lines(renderTimeline({ steps: long, cycle: { from: 50, returns: true } }, { maxSteps: 20 }));
    expect(hidden).toContain('from t50 on, for ever:');
  });

  it('says the same as a list', () => {
    const told = lines(renderTimeline({ steps, cycle: { from: 5, returns: true } }, { width: 40 }));
    expect(told).toContain('then, for ever:');
    expect(flat(told.join('\n'))).toContain('the same again as before t5');
  });
});

describe('the summary of a goal that is missed', () => {
  it('says under which fairness', () => {
    expect(check(missed)).toMatch(/every-apply-settles +liveness \(weak\) +✗ violated/);
  });

  it('tells what is wrong before the cycle, and from where on the goal is out of reach', () => {
    const told = lines(check(missed));
    const at = (text: string): number => told.findIndex((line) => line.includes(text));
    const places = ['t2', 'out of reach', 't3', 'settles: round and round', 'then, for ever:', 't5'];
    const [, ...found] = places.map((text, index) =>
      index === 3 ? told.findLastIndex((line) => line.includes(text)) : at(text),
    );
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found).not.toContain(-1);
  });

  it('counts the steps before the cycle and those of the cycle', () => {
    expect(check(missed)).toContain('a cycle of 3 after 5 steps, replay: replay round');
  });

  it('of a run that ends has no cycle to tell', () => {
    const text = check({ ...missed, counterexample: { token: 'end', steps: steps.slice(0, 5), cycle: [] } });
    expect(text).toContain('\n5 steps, replay: replay end');
    expect(text).not.toContain('for ever');
    expect(text).toContain('✗ every-apply-settles: round and round');
  });

  it('that is out of reach or goes on for ever from the start tells it there', () => {
    const counterexample = { token: 'start', steps: [], cycle: steps, outOfReach: 0 };
    const told = lines(check({ ...missed, counterexample }));
    const start = told.findIndex((line) => line.startsWith('start'));
    expect(told[start + 1]).toContain('out of reach');
    expect(told[start + 2]).toContain('round and round');
    expect(told[start + 3]).toBe('then, for ever:');
  });
});
