import { describe, expect, it } from 'vitest';
import { shop } from '../../examples/checkout/system.ts';
import { renderTimeline } from '../../src/report/index.ts';
import { Kernel, ModelExecution, replay, type Property } from '../../src/sim/index.ts';
import '../../src/vitest/index.ts';
import { chargedTwice, failureOf, labelsIn } from './failures.ts';

const right = shop({ idempotent: true });
const wrong = shop({ idempotent: false });

describe('toHold', () => {
  it('passes when everything holds in every reachable world', () => {
    expect(right).toHold();
    expect(right).toHold('charged-once');
    expect(right).toHold({ properties: ['charged-once', 'declined'], reduce: true });
  });

  it('passes with "not" when a property is broken', () => {
    expect(wrong).not.toHold('charged-once');
    expect(wrong).not.toHold();
  });

  it('asks only for what it is asked for', () => {
    expect(wrong).toHold('receipt-in-the-end');
  });

  it('takes other faults than those of the system', () => {
    expect(wrong).toHold({ properties: ['charged-once'], faults: { expiry: 1 } });
    expect(failureOf(() => expect(wrong).toHold({ faults: { ack: 1 } }))).toContain(
      'new Kernel({ ...system, faults: {"ack":1} })',
    );
  });

  it('fails with the verdict, the timeline and the labels of the race', async () => {
    const message = failureOf(() => expect(wrong).toHold('charged-once'));
    expect(message).toContain('charged-once is violated: charged 2 times');
    expect(message).toContain('verdict: exhausted');
    expect(labelsIn(message)).toEqual(chargedTwice);
    const { properties = [] } = wrong;
    const trace = await replay(new ModelExecution(new Kernel(wrong)), chargedTwice, { properties });
    expect(message).toContain(renderTimeline(trace));
  });

  it('quotes labels so that they are read as they were', () => {
    const { 'customer submits': submits, ...others } = wrong.environment ?? {};
    const quoting = {
      ...wrong,
      environment: { ...others, 'it\'s "a" \\ customer': submits as typeof submits & object },
    };
    const message = failureOf(() => expect(quoting).toHold('charged-once'));
    expect(message).toContain(String.raw`    'it\'s "a" \\ customer',`);
  });

  it('has nothing to replay where the initial world is wrong', () => {
    const never: Property<never> = { kind: 'safety', name: 'never', summary: 'never', check: () => 'it is so' };
    const message = failureOf(() => expect({ ...right, properties: [never] }).toHold());
    expect(message).toContain('never is violated: it is so');
    expect(message).toContain('there is nothing to replay');
    expect(message).not.toContain('import');
  });

  it('fails a witness that no run reaches', () => {
    const message = failureOf(() => expect(right).toHold({ properties: ['declined'], faults: {} }));
    expect(message).toContain('declined is never reached: in some run the card is declined');
  });

  it('fails with "not" when everything holds', () => {
    const message = failureOf(() => expect(right).not.toHold('charged-once'));
    expect(message).toContain('It breaks none.');
    expect(message).toContain(
      'verdict: exhausted. Every reachable world of shop was seen: 392 worlds, 905 transitions.',
    );
  });
});

describe('a search that was cut short', () => {
  it.each([
    ['max-states', { maxStates: 10 }],
    ['max-depth', { maxDepth: 2 }],
  ])('fails with the limit that cut it, with "not" and without: %s', (limit, cut) => {
    const asked = { properties: ['charged-once'], ...cut };
    for (const message of [
      failureOf(() => expect(right).toHold(asked)),
      failureOf(() => expect(right).not.toHold(asked)),
    ]) {
      expect(message).toContain('charged-once is inconclusive: shop was not seen whole.');
      expect(message).toContain(`verdict: bounded. ${limit} `);
    }
  });

  it('passes where no more is asked for', () => {
    expect(right).toHold({ properties: ['charged-once'], maxStates: 10, atLeast: 'bounded' });
  });

  it('fails for what it has found all the same', () => {
    expect(wrong).not.toHold({ properties: ['charged-once'], maxDepth: 6, atLeast: 'bounded' });
  });

  it('fails for a witness that it has not come to', () => {
    const asked = { properties: ['declined'], maxStates: 2, atLeast: 'bounded' } as const;
    expect(failureOf(() => expect(right).toHold(asked))).toContain('declined is inconclusive');
  });
});

describe('a sample', () => {
  const sample = { runs: 200, seed: 'shop' };

  it('passes if it breaks nothing, and fails with the schedule that does', () => {
    expect(right).toHold({ sample });
    const message = failureOf(() => expect(wrong).toHold({ sample }));
    expect(message).toContain('verdict: sampled. 200 schedules of shop');
    expect(message).toContain('charged-once is violated');
  });

  it('shows the schedule shrunk, and says what it was drawn with', () => {
    const shrunk = ['shop', 'long', 'longer', 'longest'].map((seed) => {
      const asked = { sample: { ...sample, seed }, properties: ['charged-once'] };
      const message = failureOf(() => expect(wrong).toHold(asked));
      const [, steps, drawn] = /^(\d+) steps \(\d+ faults?, \d+ preemptions?; drawn with (\d+)\)$/m.exec(message) ?? [];
      // What it prints to be pasted is that schedule.
      const [, list = ''] = /replay\(execution, \[\n([^\]]*)\]/.exec(message) ?? [];
      expect(list.trim().split('\n').length).toBe(Number(steps));
      return { steps: Number(steps), drawn: Number(drawn) };
    });
    for (const { steps, drawn } of shrunk) expect(steps).toBeLessThanOrEqual(drawn);
    expect(shrunk.some(({ steps, drawn }) => steps < drawn)).toBe(true);
  });

  it('is no answer to "not" if it breaks nothing', () => {
    expect(failureOf(() => expect(right).not.toHold({ sample }))).toContain('inconclusive');
  });
});

describe('a goal that is missed', () => {
  it('fails with the cycle, and with code that goes round it', () => {
    const message = failureOf(() => expect(stubborn()).toHold('receipt-in-the-end'));
    expect(message).toContain('receipt-in-the-end is violated');
    expect(message).toContain('await followCycle(execution, [');
    expect(message).toMatch(
      /There\n {2}checkout is in \w+; .*\n {2}mailer is in \w+; .*\n {2}nothing happens by itself\n/,
    );
  });

  /** A shop whose customers never renew their card. */
  function stubborn() {
    const { 'customer renews the card': _, ...environment } = right.environment ?? {};
    return { ...right, environment };
  }
});

describe('a mistake in what is asked', () => {
  it.each([
    ['a property that is not there', () => expect(right).toHold('charged-one'), 'Did you mean "charged-once"? Known: '],
    ['a fault that is not there', () => expect(right).toHold({ faults: { expire: 1 } }), 'Did you mean "expiry"?'],
    [
      'an empty list',
      () => expect(right).toHold({ properties: [] }),
      'an empty list of properties holds of any system',
    ],
    ['a system without properties', () => expect({ ...right, properties: [] }).toHold(), 'has no properties'],
    ['an option that is not there', () => expect(right).toHold({ maxStats: 1 } as never), 'Did you mean "maxStates"?'],
    [
      'a limit that a sample does not heed',
      () => expect(right).toHold({ maxStates: 5, sample: { runs: 1, seed: 's' } }),
      'a sample explores nothing: leave out maxStates, or leave out sample',
    ],
    ['a number that is none', () => expect(right).toHold({ maxStates: Number.NaN }), '`maxStates` is NaN'],
    [
      'a sample of no runs',
      () => expect(right).toHold({ sample: { runs: 0, seed: 's' } }),
      'a sample draws 1 schedule or more, not 0',
    ],
    ['what it should come to', () => expect(right).toHold({ atLeast: 'bouned' as never }), 'Did you mean "bounded"?'],
    ['what is no system', () => expect(5).toHold(), 'is asked of a system'],
  ])('is named: %s', (_, mistaken, message) => {
    expect(mistaken).toThrow(message);
  });

  it('fails with "not" as well', () => {
    expect(() => expect(right).not.toHold('charged-one')).toThrow('unknown property "charged-one"');
  });
});
