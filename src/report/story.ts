/** A trace told in lanes: who does what in which row, before anybody decides how wide it is drawn. */
import type { Change, Json, Violation } from '../sim/index.ts';
import { diffTexts, stateText, turnedInto } from './diff.ts';
import type { Cell, Paragraph } from './grid.ts';
import type { Glyphs } from './look.ts';
import { entriesOf, markOf, rowsOf, segmentsOf, type Entry, type Segment, type TimelineStep, type TimelineTrace } from './steps.ts';
import { counted, GLUE, printable } from './text.ts';

/** The cell that the race is about, in a lane of its own. @public */
export interface RowLane {
  readonly cell: string;
  readonly title: string;
  readonly show: (value: Json) => string;
  /** Its value before the first step; the trace's first change of the cell tells it, too. */
  readonly initially?: Json;
}

/** What is told of a trace. @public */
export interface StoryOptions {
  readonly row?: RowLane;
  /** The actors in the system's order; by default in the order in which they first take part. */
  readonly actors?: readonly string[];
  /** Lets a reply or timer share the row of the step right before it; true by default. */
  readonly compact?: boolean;
  /** Shows about so many steps, the first ones and those around the first violation; all by default. */
  readonly maxSteps?: number;
  /** The property whose first violation counts for that; any by default. */
  readonly focus?: string;
}

export interface Lane {
  readonly id: string;
  readonly title: string;
}

export interface StoryRow {
  /** The numbers of its steps, `t3` or `t3–4`; `start` for the world before the first. */
  readonly label: string;
  /** The lane whose actor acts. */
  readonly acting: string | null;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Told across all lanes, under the row. */
  readonly notes: Cell;
}

export interface Story {
  readonly lanes: readonly Lane[];
  readonly rows: readonly StoryRow[];
}

const ENVIRONMENT: Lane = { id: 'environment', title: 'environment' };
const ROW = 'row';
const DETAIL = 2;

const laneOf = (actor: string): string => `actor ${actor}`;

/** Tells a trace. Actors that neither act nor change have no lane. */
export function storyOf(trace: TimelineTrace, options: StoryOptions, glyphs: Glyphs): Story {
  const entries = entriesOf(trace);
  const segments = segmentsOf(entries, options.maxSteps ?? entries.length, options.focus);
  const teller = new Teller(options, glyphs);
  const rows = [
    teller.start(trace),
    ...segments.flatMap((segment) => teller.segment(segment)),
    ...teller.departures(trace),
  ];
  return { lanes: lanesOf(trace.steps, options), rows: rows.filter((row) => row.cells.size + row.notes.length > 0) };
}

function lanesOf(steps: readonly TimelineStep[], { actors = [], row }: StoryOptions): Lane[] {
  const taking = new Set(steps.flatMap(({ actor, changes }) => [...(actor === null ? [] : [actor]), ...changedActors(changes)]));
  const ordered = new Set([...actors.filter((actor) => taking.has(actor)), ...taking]);
  const unplaced = steps.some((step) => actingLane(step) === ENVIRONMENT.id);
  return [
    ...[...ordered].map((actor) => ({ id: laneOf(actor), title: printable(actor) })),
    ...(unplaced ? [ENVIRONMENT] : []),
    ...(row === undefined ? [] : [{ id: ROW, title: printable(row.title) }]),
  ];
}

const changedActors = (changes: readonly Change[]): string[] =>
  changes.filter(({ kind }) => kind === 'actor').map(({ name }) => name);

/** What the environment does is shown where it happens: with the actor that it names, or the only one that it changes. */
function actingLane(step: TimelineStep): string {
  const actor = step.actor ?? struckActor(step);
  return actor === undefined ? ENVIRONMENT.id : laneOf(actor);
}

function struckActor({ label, changes }: TimelineStep): string | undefined {
  const changed = changedActors(changes);
  return changed.find((name) => label.startsWith(`${name} `)) ?? (changed.length === 1 ? changed[0] : undefined);
}

class Teller {
  readonly #row: RowLane | undefined;
  readonly #compact: boolean;
  readonly #glyphs: Glyphs;

  constructor({ row, compact = true }: StoryOptions, glyphs: Glyphs) {
    this.#row = row;
    this.#compact = compact;
    this.#glyphs = glyphs;
  }

  /** Where everybody stands before the first step, as far as the changes tell. */
  start({ steps, initially = [] }: TimelineTrace): StoryRow {
    const first = new Map<string, Change>();
    for (const change of steps.flatMap(({ changes }) => changes)) {
      if (!first.has(this.#laneOf(change))) first.set(this.#laneOf(change), change);
    }
    const cells = new Map<string, Cell>();
    for (const [lane, { kind, from }] of first) if (kind === 'actor') cells.set(lane, [{ text: stateText(from) }]);
    const value = this.#row?.initially ?? first.get(ROW)?.from;
    if (value !== undefined) cells.set(ROW, [{ text: this.#show(value) }]);
    return { label: 'start', acting: null, cells, notes: this.#violations(initially) };
  }

  segment({ kind, entries }: Segment): StoryRow[] {
    if (kind === 'omitted') return this.#omitted(entries);
    return rowsOf(entries, this.#compact).map((row) => this.#told(row));
  }

  /** Where a replay left its schedule. */
  departures({ skipped = [], divergence = null }: TimelineTrace): StoryRow[] {
    const all = [...skipped.map((at) => ({ ...at, what: 'left out' })), ...(divergence === null ? [] : [{ ...divergence, what: 'stopped' }])];
    const notes = all.map(({ step, expected, possible, what }): Paragraph => {
      const instead = possible.length === 0 ? 'nothing' : possible.map((label) => `"${printable(label)}"`).join(', ');
      const text = `${this.#glyphs.warning} ${what} at step ${step} of the schedule: "${printable(expected)}" is not possible. Possible: ${instead}`;
      return { text, style: 'warn' };
    });
    return [{ label: '', acting: null, cells: new Map(), notes }];
  }

  #told(row: readonly Entry[]): StoryRow {
    const [first, last] = [row[0] as Entry, row.at(-1) as Entry];
    const acting = actingLane(first.step);
    const cells = new Map<string, Cell>([[acting, this.#acts(row, acting)]]);
    for (const change of first.step.changes) {
      const lane = this.#laneOf(change);
      if (change.kind === 'actor' && lane !== acting) cells.set(lane, [{ text: this.#turned(change) }]);
      if (lane === ROW) cells.set(ROW, [{ text: this.#show(change.to), style: 'strong' }]);
    }
    return { label: this.#label(first.index, last.index), acting, cells, notes: this.#violations(row.flatMap(({ fresh }) => fresh)) };
  }

  #label(first: number, last: number): string {
    return first === last ? `t${first}` : `t${first}${this.#glyphs.range}${last}`;
  }

  /** What the actor does: one sentence for each step, on one line as long as nothing else has to be told in between. */
  #acts(row: readonly Entry[], acting: string): Cell {
    const paragraphs: Paragraph[] = [];
    let subject = '';
    for (const { step } of row) {
      const last = paragraphs.at(-1);
      const joins = last !== undefined && last.style === undefined && last.indent === undefined;
      const style = markOf(step) === null ? undefined : 'warn';
      paragraphs.push({ text: this.#sentence(step, acting, subject), style, joins }, ...this.#details(step));
      subject = subjectOf(withoutActor(step)) ?? subject;
    }
    return paragraphs;
  }

  #sentence(step: TimelineStep, acting: string, subject: string): string {
    const text = withoutActor(step);
    const words = subject !== '' && text.startsWith(`${subject} `) ? text.slice(subject.length + 1) : this.#marked(step, text);
    const own = step.changes.find((change) => this.#laneOf(change) === acting);
    return own === undefined ? words : `${words} ${this.#turned(own)}`;
  }

  /** The fault's symbol stands before what happens: `listOperations#1 ✗ fails: timeout`. */
  #marked(step: TimelineStep, text: string): string {
    const mark = markOf(step);
    if (mark === null) return text;
    const subject = subjectOf(text);
    const verb = subject === undefined ? text : text.slice(subject.length + 1);
    return `${subject === undefined ? '' : `${subject} `}${this.#glyphs[mark]}${GLUE}${verb}`;
  }

  #details({ changes }: TimelineStep): Paragraph[] {
    const others = changes.filter((change) => change.kind === 'cell' && this.#laneOf(change) !== ROW);
    return others.flatMap(({ name, from, to }) =>
      diffTexts(from, to, this.#glyphs).map((text, index) => ({
        text: index === 0 ? `${printable(name)} ${text}` : text,
        indent: DETAIL,
        joins: index > 0,
      })),
    );
  }

  /** What has become of everybody meanwhile. */
  #omitted(entries: readonly Entry[]): StoryRow[] {
    const { ellipsis } = this.#glyphs;
    const gap: Paragraph = { text: `${ellipsis} ${counted(entries.length, 'step')} ${ellipsis}` };
    const cells = new Map<string, Cell>();
    for (const change of entries.flatMap(({ step }) => step.changes)) {
      const lane = this.#laneOf(change);
      if (change.kind === 'actor') cells.set(lane, [{ text: this.#turned(change) }]);
      if (lane === ROW) cells.set(ROW, [{ text: this.#show(change.to), style: 'strong' }]);
    }
    const notes = entries.flatMap(({ index, fresh }) => this.#violations(fresh, ` (t${index})`));
    return [
      { label: '', acting: null, cells: new Map(), notes: [gap] },
      { label: '', acting: null, cells, notes },
    ];
  }

  #violations(violations: readonly Violation[], suffix = ''): Paragraph[] {
    return violations.map(({ property, message }) => ({
      text: `${this.#glyphs.wrong}${GLUE}${printable(property)}: ${printable(message)}${suffix}`,
      style: 'bad',
    }));
  }

  #laneOf({ kind, name }: Change): string {
    if (kind === 'actor') return laneOf(name);
    return name === this.#row?.cell ? ROW : `cell ${name}`;
  }

  #turned({ to }: Change): string {
    return turnedInto(stateText(to), this.#glyphs);
  }

  #show(value: Json): string {
    return printable(this.#row?.show(value) ?? '');
  }
}

/** The request that a text is about: `listOperations#1`. */
const subjectOf = (text: string): string | undefined => /^(\S+#\d+) /.exec(text)?.[1];

/** The label without the name that the lane already has. */
function withoutActor(step: TimelineStep): string {
  const label = printable(step.label);
  const actor = printable(step.actor ?? struckActor(step) ?? '');
  if (actor === '') return label;
  if (label.startsWith(`${actor} `)) return label.slice(actor.length + 1);
  return label.endsWith(` ${actor}`) ? label.slice(0, -actor.length - 1) : label;
}
