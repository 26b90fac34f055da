/** Ways of making a schedule easier to read: each lists schedules that may break the same, simpler ones first. */
import type { Reruns } from './rerun.ts';

export type Units = readonly number[];

/** Lists candidates for a schedule, in a fixed order. */
export type Pass = (units: Units, reruns: Reruns) => Iterable<Units>;

const without = (units: Units, from: number, to: number): Units => [...units.slice(0, from), ...units.slice(to)];

/** Leaves out a fault, or has the request served without it. The last fault first, as least depends on it. */
function* dropFaults(units: Units, reruns: Reruns): Iterable<Units> {
  yield units.filter((unit) => !reruns.unit(unit).fault);
  for (let place = units.length - 1; place >= 0; place -= 1) {
    if (!reruns.unit(units[place] as number).fault) continue;
    yield without(units, place, place + 1);
    for (const other of reruns.instead(units, place)) yield units.with(place, other);
  }
}

/** Leaves out all that somebody does. */
function* dropActors(units: Units, reruns: Reruns): Iterable<Units> {
  for (const who of new Set(units.map((unit) => reruns.unit(unit).who)))
    yield units.filter((unit) => reruns.unit(unit).who !== who);
}

/**
 * Leaves out a stretch of steps: long ones first, down to one alone.
 *
 * The order of Zeller and Hildebrandt, Simplifying and isolating failure-inducing input, IEEE TSE 28(2), 2002, complements only:
 * that a schedule's beginning alone breaks nothing is known, as it ends with the step that does.
 */
function* dropStretches(units: Units): Iterable<Units> {
  for (let length = Math.floor(units.length / 2); length >= 1; length = Math.floor(length / 2))
    for (let from = units.length - length; from >= 0; from -= 1) yield without(units, from, from + length);
}

/** A stretch of steps of one actor. */
interface Turn {
  readonly who: string;
  readonly units: Units;
}

/** Puts a turn of somebody beside his turn before or after it: the other turns in between come earlier or later. */
function* mergeTurns(units: Units, reruns: Reruns): Iterable<Units> {
  const turns = turnsOf(units, reruns);
  for (let from = 0; from < turns.length; from += 1) {
    const { who } = turns[from] as Turn;
    const to = turns.findIndex((turn, index) => index > from && turn.who === who);
    if (to < 0) continue;
    const between = turns.slice(from + 1, to);
    const [head, tail] = [turns.slice(0, from), turns.slice(to + 1)];
    const [one, other] = [turns[from] as Turn, turns[to] as Turn];
    yield [...head, one, other, ...between, ...tail].flatMap((turn) => turn.units);
    yield [...head, ...between, one, other, ...tail].flatMap((turn) => turn.units);
  }
}

/** Moves the end of a turn to the beginning of the next turn of the same actor, and the other way round. */
function* moveTurnEnds(units: Units, reruns: Reruns): Iterable<Units> {
  for (let from = 0; from < units.length; from += 1) {
    const who = (place: number): string | undefined =>
      place < units.length ? reruns.unit(units[place] as number).who : undefined;
    let end = from + 1;
    while (end < units.length && who(end) !== who(from)) end += 1;
    if (end === from + 1 || end === units.length) continue;
    const moved = units[from] as number;
    yield [...units.slice(0, from), ...units.slice(from + 1, end), moved, ...units.slice(end)];
    const next = units[end] as number;
    yield [...units.slice(0, from + 1), next, ...units.slice(from + 1, end), ...units.slice(end + 1)];
  }
}

function turnsOf(units: Units, reruns: Reruns): Turn[] {
  const turns: { who: string; units: number[] }[] = [];
  for (const unit of units) {
    const { who } = reruns.unit(unit);
    const last = turns.at(-1);
    if (last?.who === who) last.units.push(unit);
    else turns.push({ who, units: [unit] });
  }
  return turns;
}

/** All of them, in the order in which they are tried. */
export const PASSES: readonly Pass[] = [dropFaults, dropActors, dropStretches, mergeTurns, moveTurnEnds];
