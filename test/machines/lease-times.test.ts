import { describe, expect, it } from 'vitest';
import { isPresumedLost, leaseTimes, leaseTimesMistake, type LeaseTimes } from '../../src/machines/lease-times.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../src/sim/execution/labels.ts';
import { BLOCKED, defineSystem, type AnySystem, type Transaction } from '../../src/sim/contract/system.ts';

/** Times as the holder's clock has them, which goes forward as it likes within the skew, and so does that of a rival. */
interface Clocks {
  /** How far the rival's clock is ahead. */
  readonly ahead: number;
  /** How long the lease still lasts. Less than the skew below nothing makes no difference. */
  readonly left: number;
  /** How long ago the last renewal that succeeded was sent, and the one under way, if any. Beyond the presumption it makes no difference. */
  readonly age: number;
  readonly underWay: number | null;
  readonly taken: boolean;
  readonly actsLate: boolean;
}

type Tx = Transaction<{ clocks: Clocks }>;

/** One lease in time: renewals are sent, take effect, and are answered whenever they like. */
function timed(times: LeaseTimes): AnySystem {
  const { ttl, maxSkew, presumeLostAfter } = times;
  const move = (change: (clocks: Clocks) => Partial<Clocks> | null) => ({
    run: (tx: Tx) => {
      const clocks = tx.read('clocks');
      const changed = change(clocks);
      return changed === null ? BLOCKED : tx.write('clocks', { ...clocks, ...changed });
    },
  });
  const older = (age: number): number => Math.min(age + 1, presumeLostAfter);
  const tick = ({ left, age, underWay }: Clocks): Partial<Clocks> => ({
    left: Math.max(left - 1, -maxSkew),
    age: older(age),
    underWay: underWay === null ? null : older(underWay),
  });
  return defineSystem<{ clocks: Clocks }>({
    name: 'one lease in time',
    config: null,
    actors: {},
    services: {},
    store: { clocks: { ahead: 0, left: ttl, age: 0, underWay: null, taken: false, actsLate: false } },
    environment: {
      'both clocks tick': move(tick),
      "the holder's clock ticks": move((clocks) =>
        clocks.ahead === -maxSkew ? null : { ...tick(clocks), ahead: clocks.ahead - 1 },
      ),
      "the rival's clock ticks": move(({ ahead }) => (ahead === maxSkew ? null : { ahead: ahead + 1 })),
      'the holder sends a renewal': move(({ underWay }) => (underWay === null ? { underWay: 0 } : null)),
      'the renewal takes effect': move(({ underWay, taken }) =>
        underWay === null || taken ? null : { left: ttl, age: underWay, underWay: null },
      ),
      'the rival takes the lease': move(({ ahead, left, taken }) => (taken || ahead < left ? null : { taken: true })),
      'the holder acts': move(({ age, taken }) =>
        taken && !isPresumedLost(times, { renewalSentAt: 0, now: age }) ? { actsLate: true } : null,
      ),
    },
    properties: [
      {
        kind: 'safety',
        name: 'acts-before-it-is-taken',
        summary: 'the holder does not act after the rival has taken the lease',
        check: (after) =>
          after.read('clocks').actsLate ? 'the holder acts under a lease that the rival has taken' : null,
      },
    ],
  });
}

const TTL = 5;
const BOUNDS = [1, 2, 3, 4, 5, 6].flatMap((presumeLostAfter) =>
  [0, 1, 2, 3].map((maxSkew) => ({ presumeLostAfter, maxSkew })),
);
const timesOf = (bounds: (typeof BOUNDS)[number]): LeaseTimes => ({ ttl: TTL, renewEvery: 0.5, ...bounds });

describe('a holder that presumes its lease lost', () => {
  it.each(BOUNDS)('acts late if the law is broken, and only then: %j', (bounds) => {
    const { verdict, findings } = explore(new Kernel(timed(timesOf(bounds))));
    expect(verdict).toBe('exhausted');
    const { presumeLostAfter, maxSkew } = bounds;
    expect(findings[0]?.result).toBe(presumeLostAfter + maxSkew > TTL ? 'violated' : 'holds');
    // At the bound itself there is no time left between the look at the clock and what is done by it.
    expect(leaseTimesMistake(timesOf(bounds)) !== null).toBe(presumeLostAfter + maxSkew >= TTL);
  });

  it('acts late by the clock of a rival that is ahead', () => {
    const kernel = new Kernel(timed(timesOf({ presumeLostAfter: 3, maxSkew: 3 })));
    const path = explore(kernel).findings[0]?.path;
    expect(labelsOf(kernel, path?.choices ?? [])).toEqual([
      'both clocks tick',
      'both clocks tick',
      "the rival's clock ticks",
      "the rival's clock ticks",
      "the rival's clock ticks",
      'the rival takes the lease',
      'the holder acts',
    ]);
  });
});

describe('the times of a lease', () => {
  it('are by default a third of it between renewals, and two until it is presumed lost', () => {
    expect(leaseTimes(9000)).toEqual({ ttl: 9000, renewEvery: 3000, presumeLostAfter: 6000, maxSkew: 0 });
    expect(leaseTimesMistake(leaseTimes(9000, 2999))).toBeNull();
  });

  it.each<[LeaseTimes, string]>([
    [
      leaseTimes(9000, 3000),
      'a driver that presumes its lease lost after 6000 ms may act after another one has taken it, as leases last 9000 ms and clocks may differ by 3000 ms: let leases last longer than 9000 ms, or keep the clocks closer together',
    ],
    [
      { ...leaseTimes(9000), renewEvery: 6000 },
      'a lease that is renewed every 6000 ms is presumed lost after 6000 ms already: renew it sooner',
    ],
    [
      leaseTimes(0),
      'the times of a lease are numbers of milliseconds above 0, and the skew of clocks is 0 or more, not ',
    ],
    [leaseTimes(9000, -1), 'the times of a lease are numbers of milliseconds above 0'],
    [leaseTimes(9000, Number.NaN), 'the times of a lease are numbers of milliseconds above 0'],
  ])('are refused where they promise too much: %j', (times, mistake) => {
    expect(leaseTimesMistake(times)).toContain(mistake);
  });
});
