/**
 * How long a driver may act under a lease that it cannot renew.
 *
 * Writes are fenced by the token of the lease, whatever the clocks say. An engine compares no token: what a driver asks of it is only kept
 * apart by time. So a driver presumes its lease lost before another one can take it, and asks its engine nothing from then on.
 *
 * **The law.** A lease is renewed by a request that is sent at s and takes effect at t; it runs out `ttl` after t, by the clock of its
 * holder. Another driver may take it once its own clock says so: at the earliest when that of the holder shows t + `ttl` − `maxSkew`. The
 * holder acts no later than s + `presumeLostAfter`, and s ≤ t. So nobody acts after the lease was taken, as long as
 * `presumeLostAfter + maxSkew < ttl` (Gray and Cheriton, "Leases: an efficient fault-tolerant mechanism for distributed file cache
 * consistency", SOSP 1989, with the skew ε). Limits: clocks go forward, and what was asked before may still take effect later.
 */

/** Times of a lease, in milliseconds. @public */
export interface LeaseTimes {
  /** How long it lasts after it was renewed. */
  readonly ttl: number;
  /** How long its holder waits between two renewals. */
  readonly renewEvery: number;
  /** How long its holder acts after it sent the last renewal that succeeded. */
  readonly presumeLostAfter: number;
  /** By how much the clocks of two drivers may differ at any moment. */
  readonly maxSkew: number;
}

/** The times of leases that last so long: renewed after a third of that, presumed lost after two. @public */
export function leaseTimes(ttl: number, maxSkew = 0): LeaseTimes {
  return { ttl, renewEvery: ttl / 3, presumeLostAfter: (ttl * 2) / 3, maxSkew };
}

/** What is wrong with the times, as a sentence that says what to do; null if a lease is kept and nobody acts after it was taken. @public */
export function leaseTimesMistake({ ttl, renewEvery, presumeLostAfter, maxSkew }: LeaseTimes): string | null {
  if (![ttl, renewEvery, presumeLostAfter].every((time) => time > 0) || !(maxSkew >= 0))
    return `the times of a lease are numbers of milliseconds above 0, and the skew of clocks is 0 or more, not ${JSON.stringify({ ttl, renewEvery, presumeLostAfter, maxSkew })}`;
  if (renewEvery >= presumeLostAfter)
    return `a lease that is renewed every ${inMs(renewEvery)} is presumed lost after ${inMs(presumeLostAfter)} already: renew it sooner`;
  if (presumeLostAfter + maxSkew < ttl) return null;
  return (
    `a driver that presumes its lease lost after ${inMs(presumeLostAfter)} may act after another one has taken it, as leases last ${inMs(ttl)} ` +
    `and clocks may differ by ${inMs(maxSkew)}: let leases last longer than ${inMs(presumeLostAfter + maxSkew)}, or keep the clocks closer together`
  );
}

/** Whether a holder has to presume its lease lost, by its own clock. @public */
export function isPresumedLost(
  { presumeLostAfter }: Pick<LeaseTimes, 'presumeLostAfter'>,
  { renewalSentAt, now }: { readonly renewalSentAt: number; readonly now: number },
): boolean {
  return now - renewalSentAt >= presumeLostAfter;
}

function inMs(time: number): string {
  return `${Math.round(time)} ms`;
}
