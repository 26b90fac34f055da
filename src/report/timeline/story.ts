/** A trace told in lanes: who does what in which row, before anybody decides how wide it is drawn. */
import type { Change } from '../../sim/index.ts';
import { stateText } from './diff.ts';
import type { Cell } from '../terminal/grid.ts';
import { actingLane, laneOfActor, laneOfChange, lanesOf, ROW, type Lane, type RowLane } from './lanes.ts';
import type { Glyphs } from '../terminal/look.ts';
import {
  entriesOf,
  rowsOf,
  segmentsOf,
  type Entry,
  type Segment,
  touchedBy,
  type TimelineStep,
  type TimelineTrace,
} from './steps.ts';
import type { ShowAnswer } from './step-details.ts';
import { Wording } from './wording.ts';

/** What is told of a trace. @public */
export interface StoryOptions {
  readonly row?: RowLane;
  /** The actors in the system's order; by default in the order in which they first take part. */
  readonly actors?: readonly string[];
  /** Shows what a request was answered; by default every answer but null is shown, shortened, and why a request was refused. */
  readonly showAnswer?: ShowAnswer;
  /** Shows what changes in the contexts of actors; by default where `showAnswer` is not given, which chooses what is worth telling. */
  readonly contexts?: boolean;
  /** Lets a reply or timer share the row of the step right before it; true by default. */
  readonly compact?: boolean;
  /** Shows about so many steps, the first ones and those around the first violation; all by default. */
  readonly maxSteps?: number;
  /** The property whose first violation counts for that; any by default. */
  readonly focus?: string;
}

/** One row of a timeline. */
export interface StoryRow {
  /** The numbers of its steps, `t3` or `t3–4`; `start` for the world before the first. */
  readonly label: string;
  /** The lane in which it happens. */
  readonly acting: string | null;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Told across all lanes, under the row. */
  readonly notes: Cell;
}

export interface Story {
  readonly lanes: readonly Lane[];
  readonly rows: readonly StoryRow[];
}

/** Tells a trace. Actors that neither act nor change have no lane. */
export function storyOf(whole: TimelineTrace, options: StoryOptions, glyphs: Glyphs): Story {
  const { actors = [], compact = true, focus, row, contexts = options.showAnswer === undefined } = options;
  const trace = contexts ? whole : { ...whole, steps: whole.steps.map(withoutContexts) };
  const entries = entriesOf(trace);
  const wording = new Wording(row, glyphs, options.showAnswer);
  const rows = [
    startRow(trace, row, wording),
    ...segmentsOf(entries, options.maxSteps ?? entries.length, focus).flatMap((segment) =>
      rowsOfSegment(segment, compact, row, wording),
    ),
    departureRow(trace, wording),
    ...cycleEnd(trace, wording),
  ];
  return {
    lanes: lanesOf(trace.steps, actors, row),
    rows: rows.filter(({ cells, notes }) => cells.size + notes.length > 0),
  };
}

const withoutContexts = ({ contexts: _contexts, ...step }: TimelineStep): TimelineStep => step;

/** Where everybody stands before the first step, as far as the changes tell. */
function startRow({ steps, initially = [] }: TimelineTrace, row: RowLane | undefined, wording: Wording): StoryRow {
  const cells = new Map<string, Cell>(
    row?.initially === undefined ? [] : [[ROW, wording.stored(row.initially, false)]],
  );
  for (const change of steps.flatMap(({ changes }) => changes)) {
    const lane = laneOfChange(change, row);
    if (lane === null || cells.has(lane)) continue;
    cells.set(lane, lane === ROW ? wording.stored(change.from, false) : [{ text: stateText(change.from) }]);
  }
  // An actor that never changes its state has the one in which it failed.
  for (const { actor, state } of steps.flatMap(({ failed = [] }) => failed)) {
    const lane = laneOfActor(actor);
    if (!cells.has(lane)) cells.set(lane, [{ text: stateText(state) }]);
  }
  return { label: 'start', acting: null, cells, notes: wording.violations(initially) };
}

function rowsOfSegment(
  { kind, entries }: Segment,
  compact: boolean,
  row: RowLane | undefined,
  wording: Wording,
): StoryRow[] {
  if (kind === 'omitted') return omittedRows(entries, row, wording);
  return rowsOf(entries, compact).flatMap((entries) => [
    ...(entries[0]?.opensCycle === true ? [noteRow(wording.cycleBegins())] : []),
    toldRow(entries, row, wording),
  ]);
}

const noteRow = (notes: Cell): StoryRow => ({ label: '', acting: null, cells: new Map(), notes });

function toldRow(entries: readonly Entry[], row: RowLane | undefined, wording: Wording): StoryRow {
  const first = entries[0] as Entry;
  const acting = actingLane(first.step);
  const cells = touchedCells(first.step, row, wording).set(acting, wording.deeds(entries));
  const label = wording.numbers(first.index, first.index + entries.length - 1);
  return { label, acting, cells, notes: wording.violations(entries.flatMap(({ fresh }) => fresh)) };
}

/** What the step did to each actor and to the row. */
function touchedCells(step: TimelineStep, row: RowLane | undefined, wording: Wording): Map<string, Cell> {
  const cells = changedCells(step.changes, row, wording);
  for (const actor of touchedBy(step)) {
    const lane = laneOfActor(actor);
    const known = [...(cells.get(lane) ?? []), ...wording.known(step, actor), ...wording.failed(step, actor)];
    cells.set(lane, known);
  }
  return cells;
}

/** That steps are left out, and what has become of everybody meanwhile. */
function omittedRows(entries: readonly Entry[], row: RowLane | undefined, wording: Wording): StoryRow[] {
  const changes = entries.flatMap(({ step }) => step.changes);
  const notes = entries.flatMap(({ index, fresh }) => wording.violations(fresh, ` (t${index})`));
  const cells = changedCells(changes, row, wording);
  for (const { step } of entries)
    for (const { actor } of step.failed ?? []) cells.set(laneOfActor(actor), wording.failed(step, actor));
  const opening = entries.find(({ opensCycle }) => opensCycle);
  return [
    noteRow(wording.omitted(entries.length)),
    ...(opening === undefined ? [] : [noteRow(wording.cycleBegins(opening.index))]),
    { label: '', acting: null, cells, notes },
  ];
}

/** What the actors and the row have become after these changes. */
function changedCells(changes: readonly Change[], row: RowLane | undefined, wording: Wording): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const change of changes) {
    const lane = laneOfChange(change, row);
    if (lane !== null) cells.set(lane, lane === ROW ? wording.stored(change.to, true) : wording.turned(change));
  }
  return cells;
}

function departureRow({ skipped = [], divergence = null }: TimelineTrace, wording: Wording): StoryRow {
  const notes = [
    ...skipped.map((departure) => wording.departure(departure, 'left out')),
    ...(divergence === null ? [] : [wording.departure(divergence, 'stopped')]),
  ];
  return noteRow(notes);
}

function cycleEnd({ steps, cycle }: TimelineTrace, wording: Wording): StoryRow[] {
  return cycle === undefined || !cycle.returns || cycle.from >= steps.length
    ? []
    : [noteRow(wording.cycleEnds(cycle.from))];
}
