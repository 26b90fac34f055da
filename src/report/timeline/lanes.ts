/** The lanes of a timeline, and which of them a step belongs to. */
import type { Change, Json } from '../../sim/index.ts';
import { touchedBy, type TimelineStep } from './steps.ts';
import { printable } from '../terminal/text.ts';

/** The cell that the race is about, in a lane of its own. @public */
export interface RowLane {
  readonly cell: string;
  readonly title: string;
  readonly show: (value: Json) => string;
  /** Its value before the first step; the trace's first change of the cell tells it, too. */
  readonly initially?: Json;
}

export interface Lane {
  readonly id: string;
  readonly title: string;
}

/** The lane of the stored row. */
export const ROW = 'row';

const ENVIRONMENT: Lane = { id: 'environment', title: 'environment' };

/** The lane of an actor. */
export const laneOfActor = (actor: string): string => `actor ${actor}`;

/**
 * Lanes for the actors that act or change, in the given order and then as they appear, for what happens to none of them,
 * and for the row.
 */
export function lanesOf(steps: readonly TimelineStep[], actors: readonly string[], row: RowLane | undefined): Lane[] {
  const taking = new Set(steps.flatMap((step) => [step.actor ?? [], touchedBy(step)].flat()));
  const ordered = new Set([...actors.filter((actor) => taking.has(actor)), ...taking]);
  const unplaced = steps.some((step) => actingLane(step) === ENVIRONMENT.id);
  return [
    ...[...ordered].map((actor) => ({ id: laneOfActor(actor), title: printable(actor) })),
    ...(unplaced ? [ENVIRONMENT] : []),
    ...(row === undefined ? [] : [{ id: ROW, title: printable(row.title) }]),
  ];
}

/** The lane in which a step is told. */
export function actingLane(step: TimelineStep): string {
  const actor = actorOf(step);
  return actor === null ? ENVIRONMENT.id : laneOfActor(actor);
}

/** The lane that shows a change; null for a cell other than the row. */
export function laneOfChange({ kind, name }: Change, row: RowLane | undefined): string | null {
  if (kind === 'actor') return laneOfActor(name);
  return name === row?.cell ? ROW : null;
}

/**
 * The actor that a step happens to. What the environment does happens to the actor that it names, or to the only one that
 * it changes.
 */
export function actorOf(step: TimelineStep): string | null {
  if (step.actor !== null) return step.actor;
  const touched = touchedBy(step);
  const only = touched.length === 1 ? touched[0] : undefined;
  return touched.find((name) => step.label.startsWith(`${name} `)) ?? only ?? null;
}
