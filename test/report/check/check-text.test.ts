import { describe, expect, it } from 'vitest';
import { renderCheck, type CheckedProperty, type CheckReport } from '../../../src/report/index.ts';
import { applyRow, flat, longRace, overwritten, plain, staleClobber } from '../races.ts';

const report: CheckReport = {
  protocol: 'merged',
  operations: 2,
  faults: { read: 1, crash: 2 },
  verdict: 'exhausted',
  states: 13_650,
  transitions: 45_210,
  seconds: 0.8351,
  properties: [{ name: 'no-false-terminal', kind: 'safety', result: 'holds' }],
  witnesses: [{ name: 'can-complete', reached: true }],
  faultsInjected: { read: 311, crash: 25 },
};

const race: CheckedProperty = {
  name: overwritten.property,
  kind: 'safety',
  result: 'violated',
  message: overwritten.message,
  counterexample: {
    token: 'short',
    steps: staleClobber.steps.slice(0, 7).map(({ violations: _violations, ...step }) => step),
  },
};

const longer: CheckedProperty = {
  name: 'every-apply-settles',
  kind: 'liveness',
  result: 'violated',
  message: 'nobody is left to write',
  counterexample: { token: 'long', steps: longRace(300, -1).steps },
};

const options = { row: applyRow, replayCommand: (token: string) => `holdfast replay  "${token}"` };
const render = (rest: Partial<CheckReport> = {}, look = {}): string =>
  renderCheck({ ...report, ...rest }, { ...options, ...look });

describe('the summary of a sample', () => {
  const shrunk = { from: 91, faults: 0, preemptions: 3, minimal: true };
  const drawn = (rest: Partial<typeof shrunk>): CheckedProperty => ({
    ...race,
    counterexample: { token: 'short', steps: [], shrunk: { ...shrunk, ...rest } },
  });

  it('says what a schedule was shrunk from, and whether it could be simpler', () => {
    expect(render({ properties: [drawn({})] })).toContain(
      '0 steps (0 faults, 3 preemptions; drawn with 91), replay: holdfast replay',
    );
    expect(render({ properties: [drawn({ faults: 1, preemptions: 1, minimal: false })] })).toContain(
      '(1 fault, 1 preemption; drawn with 91, perhaps not the simplest)',
    );
  });

  it('has a row for each scheduler, with what it broke and when first', () => {
    const share = { name: 'uniform', runs: 50, steps: 4587, worlds: 2945 } as const;
    const violations = [
      { property: 'a', run: 13 },
      { property: 'b', run: 7 },
    ];
    const text = render({
      schedulers: [
        { ...share, violations },
        { ...share, name: 'pct-2', violations: [] },
      ],
    });
    expect(text).toMatch(/^uniform +50 +4,587 +2,945 +2, first in schedule 7$/m);
    expect(text).toMatch(/^pct-2 +50 +4,587 +2,945 +nothing$/m);
    expect(render()).not.toContain('scheduler');
  });
});

describe('the summary of a check', () => {
  it('says what was checked', () => {
    expect(flat(render())).toContain('protocol merged, 2 operations, faults up to read 1, crash 2');
    expect(flat(render({ operations: 1, faults: { read: 0 } }))).toContain('1 operation, no faults');
    expect(flat(render({ operations: 0 }))).toContain('a legacy apply without operations');
  });

  it.each([
    ['exhausted', {}, 'exhausted, every one of 13,650 reachable worlds seen (45,210 transitions, 0.84 s)'],
    [
      'exhausted',
      { bound: 'timeout 60 s' },
      'worlds seen (45,210 transitions, 0.84 s); what is left of liveness was not decided, cut by timeout 60 s',
    ],
    [
      'bounded',
      { bound: 'max-states 13650' },
      'cut by max-states 13650: a bounded run proves nothing about deeper worlds',
    ],
    ['bounded', {}, 'cut by a limit: a bounded run proves nothing about deeper worlds'],
    ['sampled', { schedules: 2000 }, 'sampled, 2,000 schedules, 13,650 worlds seen'],
    [
      'sampled',
      { schedules: 9, states: 0, bound: 'timeout 60 s' },
      'sampled, 9 schedules, cut by timeout 60 s (45,210',
    ],
    ['sampled', {}, 'a sample proves nothing about the schedules it did not draw'],
  ] as const)('says what a verdict is worth: %s %j', (verdict, rest, words) => {
    const text = flat(render({ verdict, ...rest }));
    expect(text).toContain(words);
    if (verdict !== 'exhausted') expect(text).not.toContain('every one');
  });

  it('lists every property with its kind and result', () => {
    const text = render({ properties: [...report.properties, race, { ...longer, result: 'inconclusive' }] });
    expect(text).toMatch(/^no-false-terminal +safety +✓ holds$/m);
    expect(text).toMatch(/^settled-stays-settled +safety +✗ violated$/m);
    expect(text).toMatch(/^every-apply-settles +liveness +\? inconclusive$/m);
  });

  it('draws the most telling violation only, and gives steps and command of each', () => {
    const text = render({ properties: [longer, race] });
    expect(text.indexOf(`✗ ${race.name}: ${race.message}`)).toBeLessThan(
      text.indexOf(`✗ ${longer.name}: ${longer.message}`),
    );
    expect(text).toContain('7 steps, replay: holdfast replay  "short"\n');
    expect(text).toContain('300 steps, replay: holdfast replay  "long"');
    expect(text.match(/^start /gm)).toHaveLength(1);
    expect(text).toContain('writeOperation#1');
    expect(text).not.toContain('poll#');
  });

  it('takes safety to tell more than liveness, then a short schedule more than a long one', () => {
    const named = (name: string, kind: CheckedProperty['kind'], steps: number): CheckedProperty => ({
      ...race,
      name,
      kind,
      counterexample: { token: name, steps: longRace(steps, -1).steps },
    });
    const properties = [named('never-there', 'liveness', 2), named('far', 'safety', 9), named('near', 'safety', 5)];
    const tokens = [...render({ properties }).matchAll(/replay {2}"(\S+)"/g)].map(([, token]) => token);
    expect(tokens).toEqual(['near', 'far', 'never-there']);
    expect(render({ properties }).match(/^t4 /gm)).toHaveLength(1);
    expect(render({ properties }).match(/^t8 /gm)).toBeNull();
  });

  it('takes a schedule that breaks more to tell more than a shorter one', () => {
    const far = { ...longer, kind: 'safety' } as const;
    const text = render({ properties: [race, far, { ...far, name: 'other' }] });
    expect(text.indexOf('replay: holdfast replay  "long"')).toBeLessThan(
      text.indexOf('replay: holdfast replay  "short"'),
    );
    expect(text).not.toContain('writeOperation#1');
  });

  it('tells what one schedule breaks together, in one timeline with one token', () => {
    const also = { ...race, name: 'gate-never-green-early', message: 'the gate is green' };
    const text = render({ properties: [race, longer, also] });
    expect(text).toContain(`✗ ${race.name}: ${race.message}\n✗ ${also.name}: ${also.message}\n\n`);
    expect(text.match(/replay {2}"short"/g)).toHaveLength(1);
    const lines = text.split('\n');
    const told = lines.slice(lines.findIndex((line) => line.startsWith('t6 '))).join('\n');
    for (const { name, message } of [race, also]) expect(flat(told).split(`${name}: ${message}`)).toHaveLength(2);
  });

  it('lists together what one schedule breaks where it is not drawn, and draws every schedule once where all are asked for', () => {
    const far = { ...longer, kind: 'safety', name: 'other' } as const;
    const properties = [race, { ...race, name: 'also' }, { ...race, name: 'third' }, longer, far];
    const text = render({ properties });
    expect(text).toContain(
      `✗ ${far.name}: ${far.message}\n✗ ${longer.name}: ${longer.message}\n  300 steps, replay: holdfast replay  "long"`,
    );
    expect(text.match(/^start /gm)).toHaveLength(1);
    const all = render({ properties }, { explain: 'all' });
    expect(all.match(/poll#1 /g)).toHaveLength(1);
    expect(all.match(/replay {2}"long"/g)).toHaveLength(1);
    expect(all).toContain('writeOperation#1');
  });

  it('shows the violation under the last step of a counterexample that does not say where it is', () => {
    const lines = render({ properties: [race] }).split('\n');
    const last = lines.findIndex((line) => line.startsWith('t6 '));
    expect(lines.slice(last).some((line) => line.includes(`✗ ${race.name}`))).toBe(true);
    expect(render({ properties: [race] }).split(overwritten.message)).toHaveLength(3);
  });

  it('tells a violation once where a step says it itself', () => {
    const steps = staleClobber.steps.slice(0, 7);
    const text = render({ properties: [{ ...race, counterexample: { token: 'x', steps } }] });
    expect(text.split(overwritten.message)).toHaveLength(3);
  });

  it('tells a violation of the initial world, and one without a counterexample', () => {
    const initial = { ...race, counterexample: { token: 'x', steps: [] } };
    expect(render({ properties: [initial] })).toContain('0 steps, replay: ');
    const { counterexample: _, ...bare } = race;
    expect(flat(render({ properties: [bare] }))).toContain(`${overwritten.message} (no counterexample was kept)`);
  });

  it('leaves out the middle of a long counterexample', () => {
    const text = render({ properties: [longer] });
    expect(text).toContain('… 240 steps …');
    expect(render({ properties: [longer] }, { maxSteps: 1000 })).not.toContain('…');
  });

  it('flags what makes the check vacuous', () => {
    const text = render({ witnesses: [{ name: 'can-fail', reached: false }], faultsInjected: { read: 3, crash: 0 } });
    expect(text).toContain('⚠ witness can-fail never reached: this check may be vacuous');
    expect(text).toContain('⚠ fault crash never injected, although up to 2 allowed');
    expect(text).not.toContain('fault read never');
    expect(render({ properties: [] })).toContain('⚠ no property was checked');
    expect(render()).not.toContain('⚠');
  });

  it('says the same with and without colour, and in ASCII', () => {
    const rest = { properties: [race, longer], witnesses: [{ name: 'can-fail', reached: false }] };
    expect(plain(render(rest, { color: true }))).toBe(render(rest));
    expect(render(rest)).not.toContain('\u001b');
    expect(render(rest, { unicode: false })).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('fits its width, commands aside', () => {
    const text = render({ properties: [race, longer], verdict: 'bounded', faultsInjected: {} }, { width: 64 });
    for (const line of text.split('\n'))
      if (!line.includes('replay: ')) expect([...line].length).toBeLessThanOrEqual(64);
  });
});
