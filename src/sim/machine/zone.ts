/**
 * What one actor's clock says of its pending timers: a zone, as timed automata have it (Dill, Timing Assumptions and Verification of
 * Finite-State Concurrent Systems, 1989; Bengtsson and Yi, Timed Automata: Semantics, Algorithms and Tools, 2004).
 *
 * A timer that is set with a delay is due exactly so much later. Any time may pass between two steps, but never past the moment
 * at which a timer is due before that timer has fired; of timers due at once the one set first fires first. So a zone is a set of
 * inequalities between pairs of due times, and between them and now. It is kept closed: each bound is the tightest that follows from all.
 * Differences never exceed the largest delay, so an actor with so many timers at once has finitely many zones.
 *
 * All functions are pure. Timers are numbered in the order in which they were set.
 */

/** The most that one moment may be after another, in milliseconds; `below` where it is less than that. */
export type Bound = number | { readonly below: number };

/** `zone[i][j]` bounds how long moment i is after moment j. Moment 0 is now; moment i + 1 is when timer i is due. */
export type Zone = readonly (readonly Bound[])[];

/** No timer is pending. */
export const NO_TIMERS: Zone = [[0]];

const limit = (bound: Bound): number => (typeof bound === 'number' ? bound : bound.below);
const isOpen = (bound: Bound): boolean => typeof bound !== 'number';
const bound = (value: number, open: boolean): Bound => (open ? { below: value } : value);

function plus(a: Bound, b: Bound): Bound {
  // A zero of its own sign would make two worlds of one.
  return bound(limit(a) + limit(b) + 0, isOpen(a) || isOpen(b));
}

function tighter(a: Bound, b: Bound): Bound {
  if (limit(a) !== limit(b)) return limit(a) < limit(b) ? a : b;
  return isOpen(a) ? a : b;
}

const at = (zone: Zone, row: number, column: number): Bound => (zone[row] as readonly Bound[])[column] as Bound;

/** A timer is set now. */
export function setTimer(zone: Zone, delay: number): Zone {
  const now = zone[0] as readonly Bound[];
  const rows = zone.map((row) => [...row, plus(row[0] as Bound, -delay)]);
  return [...rows, [...now.map((after) => plus(after, delay)), 0]];
}

/** The timer is not pending any more, and nothing is known of why. */
export function dropTimer(zone: Zone, timer: number): Zone {
  const kept = <T>(list: readonly T[]): T[] => list.filter((_, moment) => moment !== timer + 1);
  return kept(zone).map(kept);
}

/** Whether the timer may be the next one that fires. */
export function mayFire(zone: Zone, timer: number): boolean {
  return zone.every((_, moment) => {
    if (moment === 0 || moment === timer + 1) return true;
    const after = at(zone, moment, timer + 1);
    // One that was set before must be due later; one that was set since may be due at the same moment.
    return limit(after) > 0 || (moment > timer + 1 && limit(after) === 0 && !isOpen(after));
  });
}

/** The timer fires: now is when it was due, and no other one was due before. */
export function fireTimer(zone: Zone, timer: number): Zone {
  const fired = timer + 1;
  const before = zone.map((_, moment) => {
    const known = at(zone, fired, moment);
    return moment === 0 || moment === fired ? known : tighter(known, moment < fired ? { below: 0 } : 0);
  });
  const rows = zone.map((row, moment) => {
    if (moment === 0) return before.with(0, 0);
    const after = row[fired] as Bound;
    return row.map((known, other) => (other === 0 ? after : tighter(known, plus(after, before[other] as Bound))));
  });
  return dropTimer(rows, timer);
}

/** Any time passes, as long as no timer is overdue. */
export function pass(zone: Zone): Zone {
  const [now = [], ...timers] = zone;
  return [
    now.map((_, moment) => (moment === 0 ? 0 : timers.map((row) => row[moment] as Bound).reduce(tighter))),
    ...timers,
  ];
}

/** The most that is left until the timer is due, in milliseconds. */
export function mostLeft(zone: Zone, timer: number): number {
  return limit(at(zone, timer + 1, 0));
}

/** So many timers about which nothing is known but a longest delay: any may fire next. */
export function anyOrder(timers: number, longest: number): Zone {
  const moments = Array.from({ length: timers + 1 }, (_, moment) => moment);
  return moments.map((row) => moments.map((column) => (row === column || row === 0 ? 0 : longest)));
}
