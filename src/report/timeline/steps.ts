/** The steps that a timeline shows: which are new violations, which are left out, which share a row. */
import type { Divergence, TraceStep, Violation } from '../../sim/index.ts';

/** A step as reports need it: a `TraceStep`, or one written by hand that says less. @public */
export interface TimelineStep extends Pick<TraceStep, Needed>, Partial<Omit<TraceStep, Needed>> {}

type Needed = 'label' | 'actor' | 'kind' | 'changes';

/** What a timeline is drawn from; a `Trace` is one. @public */
export interface TimelineTrace {
  readonly steps: readonly TimelineStep[];
  /** What is wrong before the first step. */
  readonly initially?: readonly Violation[];
  readonly skipped?: readonly Divergence[];
  readonly divergence?: Divergence | null;
  /** The steps from number `from` on are to go on for ever; `returns` says that they lead back to the world before them. */
  readonly cycle?: { readonly from: number; readonly returns: boolean };
}

/** A step with its number, and the violations that the step before did not have yet. */
export interface Entry {
  readonly index: number;
  readonly step: TimelineStep;
  readonly fresh: readonly Violation[];
  /** Whether what goes on for ever begins with this step. */
  readonly opensCycle: boolean;
}

/** Steps in a row that are shown, or that are left out. */
export interface Segment {
  readonly kind: 'shown' | 'omitted';
  readonly entries: readonly Entry[];
}

/** What a fault looks like. */
export type Mark = 'fail' | 'crash' | 'stale' | 'fault';

/** Numbers the steps. A violation that lasts is told once, at the step that brings it about. */
export function entriesOf({ steps, initially = [], cycle }: TimelineTrace): Entry[] {
  return steps.map((step, index) => {
    const known = index === 0 ? initially : (steps[index - 1]?.violations ?? []);
    const fresh = (step.violations ?? []).filter((violation) => !known.some((other) => same(violation, other)));
    return { index, step, fresh, opensCycle: index === cycle?.from };
  });
}

const same = (a: Violation, b: Violation): boolean => a.property === b.property && a.message === b.message;

/**
 * About `maxSteps` steps: a third of them from the beginning, the rest around the first violation, or the first of the property
 * in `focus`, or the end where there is none or the steps lead into a cycle. A single step is never left out, as saying so takes more room.
 */
export function segmentsOf(entries: readonly Entry[], maxSteps: number, focus?: string): Segment[] {
  const limit = Math.max(1, Math.floor(maxSteps));
  const head = Math.floor(limit / 3);
  const wanted = Math.max(limit, anchorOf(entries, focus) + 1 + Math.floor(limit / 6));
  const end = wanted >= entries.length - 1 ? entries.length : wanted;
  const start = Math.max(head, end - (limit - head));
  const gap = start - head > 1;
  return [
    { kind: 'shown' as const, entries: entries.slice(0, gap ? head : end) },
    { kind: 'omitted' as const, entries: gap ? entries.slice(head, start) : [] },
    { kind: 'shown' as const, entries: gap ? entries.slice(start, end) : [] },
    { kind: 'omitted' as const, entries: entries.slice(end) },
  ].filter((segment) => segment.entries.length > 0);
}

function anchorOf(entries: readonly Entry[], focus: string | undefined): number {
  if (entries.some(({ opensCycle }) => opensCycle)) return entries.length - 1;
  const found = entries.findIndex(({ fresh }) =>
    fresh.some(({ property }) => focus === undefined || property === focus),
  );
  return found < 0 ? entries.length - 1 : found;
}

/** Steps that share a row: one that others can see, and those right after it that only its actor notices. */
export function rowsOf(entries: readonly Entry[], compact: boolean): Entry[][] {
  const rows: Entry[][] = [];
  for (const entry of entries) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    if (compact && !entry.opensCycle && last !== undefined && continues(last, entry)) row?.push(entry);
    else rows.push([entry]);
  }
  return rows;
}

function continues(last: Entry, { step }: Entry): boolean {
  return last.fresh.length === 0 && step.actor !== null && step.actor === last.step.actor && isPrivate(step);
}

/** A reply that arrives, a timer that fires: no fault, and nothing of it can be seen from outside the actor. */
function isPrivate(step: TimelineStep): boolean {
  const { actor, changes, contexts = [] } = step;
  const own = changes.every(({ kind, name }) => kind === 'actor' && name === actor);
  const moves = changes.length + contexts.length > 0 || step.kind === 'answer';
  return own && touchedBy(step).every((name) => name === actor) && moves && markOf(step) === null;
}

/** The actors that are in another state after the step, know something else or have failed. */
export function touchedBy({ changes, contexts = [], failed = [] }: TimelineStep): string[] {
  const states = changes.flatMap(({ kind, name }) => (kind === 'actor' ? [name] : []));
  return [...new Set([...states, ...[...contexts, ...failed].map(({ actor }) => actor)])];
}

/** How the step's fault is marked; null for a step that is none. */
export function markOf(step: TimelineStep): Mark | null {
  const { fault, kind, label, variant } = step;
  if (fault === null) return null;
  if (kind === 'crash') return 'crash';
  if (variant?.kind === 'stale') return 'stale';
  // What the environment does has no other data than the words that the system's author chose.
  const fails = kind === 'fail' || (kind === 'happen' && fault !== undefined && / fails\b/.test(label));
  if (fails) return 'fail';
  return fault !== undefined || variant?.kind === 'unacknowledged' ? 'fault' : null;
}
