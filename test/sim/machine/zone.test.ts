import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyOrder,
  dropTimer,
  fireTimer,
  mayFire,
  mostLeft,
  NO_TIMERS,
  pass,
  setTimer,
  type Zone,
} from '../../../src/sim/machine/zone.ts';

/** Delays that are set at one moment. */
type Batch = readonly number[];

/** Batches that something outside sets one after the other, and what firing the n-th timer that was ever set sets in turn. */
interface Program {
  readonly outside: readonly Batch[];
  readonly chained: { readonly [timer: number]: Batch };
}

interface Pending {
  readonly number: number;
  readonly due: number;
}

/** Every order in which the program can go according to zones: `s` is a batch from outside, a number the timer that fires. */
function byZones({ outside, chained }: Program): Set<string> {
  const orders = new Set<string>();
  const go = (said: string, zone: Zone, pending: readonly number[], made: number, given: number): void => {
    if (pending.length === 0 && given === outside.length) orders.add(said);
    const set = (from: Zone, rest: readonly number[], delays: Batch, to: string, next: number): void => {
      const after = pass(delays.reduce(setTimer, from));
      go(to, after, [...rest, ...delays.map((_, index) => made + index)], made + delays.length, next);
    };
    const batch = outside[given];
    if (batch !== undefined) set(zone, pending, batch, `${said}s`, given + 1);
    pending.forEach((number, index) => {
      if (!mayFire(zone, index)) return;
      set(fireTimer(zone, index), pending.toSpliced(index, 1), chained[number] ?? [], `${said}${number}`, given);
    });
  };
  go('', NO_TIMERS, [], 0, 0);
  return orders;
}

/** Moments between two whole milliseconds that are tried. More than there are timers, so that any order of theirs fits in. */
const FINE = 6;

/** The same on a clock that goes by fine steps: a timer fires when it is due, of those due at once the one set first. */
function byClock({ outside, chained }: Program): Set<string> {
  const orders = new Set<string>();
  const seen = new Set<string>();
  const go = (said: string, now: number, pending: readonly Pending[], made: number, given: number): void => {
    const key = JSON.stringify([said, pending.map(({ number, due }) => [number, due - now])]);
    if (seen.has(key)) return;
    seen.add(key);
    if (pending.length === 0 && given === outside.length) orders.add(said);
    const set = (at: number, rest: readonly Pending[], delays: Batch, to: string, next: number): void => {
      const more = delays.map((delay, index) => ({ number: made + index, due: at + delay * FINE }));
      go(to, at, [...rest, ...more], made + delays.length, next);
    };
    const due = Math.min(...pending.map((timer) => timer.due));
    const batch = outside[given];
    if (batch !== undefined)
      for (let at = now; at <= (pending.length === 0 ? now : due); at += 1)
        set(at, pending, batch, `${said}s`, given + 1);
    const first = pending.findIndex((timer) => timer.due === due);
    if (first < 0) return;
    const { number } = pending[first] as Pending;
    set(due, pending.toSpliced(first, 1), chained[number] ?? [], `${said}${number}`, given);
  };
  go('', 0, [], 0, 0);
  return orders;
}

const sorted = (orders: ReadonlySet<string>): string[] => [...orders].toSorted();
const once = (...outside: Batch[]): Program => ({ outside, chained: {} });

describe('the timers of one actor', () => {
  it.each<[string, Program, string[]]>([
    ['three that one step sets', once([30, 20, 25]), ['s120']],
    ['one that a firing timer sets, before an older one', { outside: [[60, 40, 30]], chained: { 2: [20] } }, ['s2130']],
    ['a chain that is due when an older one is', { outside: [[30, 10]], chained: { 1: [20] } }, ['s102']],
    ['two of equal delays', once([4, 4]), ['s01']],
    ['one set at any time before another is due', once([6], [2]), ['s0s1', 'ss01', 'ss10']],
  ])('fire in the orders of a clock and in no others: %s', (_name, program, orders) => {
    expect(sorted(byZones(program))).toEqual(orders);
    expect(sorted(byClock(program))).toEqual(orders);
  });

  it('fire in exactly the orders of a clock, whatever sets them', () => {
    const batch = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 });
    const chain = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 2 });
    const programs = fc
      .record({
        outside: fc.array(batch, { minLength: 1, maxLength: 3 }),
        chained: fc.dictionary(fc.constantFrom('0', '1', '2'), chain, { maxKeys: 2 }),
      })
      .filter(({ outside }) => outside.flat().length <= 4);
    let orders = 0;
    fc.assert(
      fc.property(programs, (program) => {
        const expected = sorted(byClock(program));
        orders += expected.length;
        expect(sorted(byZones(program))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
    expect(orders).toBeGreaterThan(600);
  });

  it('have finitely many zones, none with a difference larger than the largest delay', () => {
    const seen = new Set<string>();
    const found: Zone[] = [NO_TIMERS];
    const meet = (zone: Zone): void => {
      const key = JSON.stringify(zone);
      if (!seen.has(key)) found.push(zone);
      seen.add(key);
    };
    for (let zone = found.pop(); zone !== undefined; zone = found.pop()) {
      for (let timer = 0; timer < zone.length - 1; timer += 1) {
        meet(pass(dropTimer(zone, timer)));
        if (mayFire(zone, timer)) for (const delay of [2, 3]) meet(pass(setTimer(fireTimer(zone, timer), delay)));
      }
      if (zone.length < 4) for (const delay of [2, 3]) meet(pass(setTimer(zone, delay)));
    }
    const bounds = [...seen].flatMap((key) => (JSON.parse(key) as Zone).flat());
    const limits = bounds.map((bound) => (typeof bound === 'number' ? bound : bound.below));
    expect([Math.min(...limits), Math.max(...limits)]).toEqual([-3, 3]);
    // Pinned: a change of this number is a change of what worlds with timers are.
    expect(seen.size).toBe(3826);
  });

  it('say how long each may still take', () => {
    const zone = pass([30, 20].reduce(setTimer, NO_TIMERS));
    expect([mostLeft(zone, 0), mostLeft(zone, 1)]).toEqual([30, 20]);
    expect(mostLeft(fireTimer(zone, 1), 0)).toBe(10);
  });

  it('may all be next where nothing is known of them', () => {
    const zone = anyOrder(4, 1);
    expect([0, 1, 2, 3].map((timer) => mayFire(zone, timer))).toEqual([true, true, true, true]);
  });
});
