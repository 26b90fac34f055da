/**
 * What makes a state space endless: a counter or a list in a context or in the store, or messages that pile up.
 *
 * A value keeps growing if it exceeds, at the edge of what was found, everything that lies behind the edge. At the edge is the
 * youngest tenth of a table. A table all of whose values worlds were expanded with is closed and has no edge, like that of a counter
 * that has come round.
 */
import type { Json } from '../data/canonical.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Slot } from '../machine/slot.ts';
import { range, spread } from '../data/spread.ts';
import { Tallies, type Tally } from '../data/tallies.ts';

/** One thing that kept growing for as long as was looked. @public */
export interface Growth {
  readonly kind: 'context' | 'cell' | 'queue';
  /** For people: `machine "drive", context key "attempts"`; `cell "row", key "tries"`; `mailbox of actor "gate"`. */
  readonly where: string;
  /** `value` for a value itself; `size` if what grows is the number of entries, messages, timers or requests. */
  readonly grows: 'value' | 'size';
  /** Different values seen; at least that many where there were too many to look at all of them. */
  readonly distinct: number;
  /** The first one seen and the youngest. */
  readonly samples: readonly [string | number, string | number];
}

/** Fewer different values than these are left alone: an enumeration may have that many, and a mailbox fill up so far. */
const FEW = { number: 16, text: 100, size: 16, queue: 8 };

/** The part of a table that is behind the edge. The edge is broad, as what grows slowly does not grow in every step. */
const OLD = 0.9;

/** Of more values than this, so many are looked at, evenly spread. */
const LOOK_AT = 100_000;

/**
 * Finds what kept growing in everything that the kernel has explored so far; most different values first.
 *
 * Meant for an exploration that ended `bounded`. What is listed grew as far as was seen: a bound beyond that isn't ruled out. Text
 * has no order, so of text it only says that new ones kept coming. A last value of a cell that nothing reads any more counts as
 * not expanded.
 *
 * @public
 */
export function growthOf(kernel: Kernel): readonly Growth[] {
  const all = [...inContexts(kernel), ...inCells(kernel), ...inQueues(kernel)];
  return all.toSorted((a, b) => b.distinct - a.distinct);
}

function inContexts(kernel: Kernel): Growth[] {
  const { layout } = kernel;
  const tables = new Set(layout.actors.map((actor) => layout.table(actor)));
  return [...tables].flatMap((table) => {
    const behind = new Set<number>();
    for (const [word, actor] of layout.actors.entries()) {
      if (layout.table(actor) !== table) continue;
      for (const id of range(0, edgeOf(kernel, word))) behind.add(slotOf(kernel, word, id).snapshot ?? -1);
    }
    const contexts = (isBehind: boolean): Json[] => {
      const ids = range(0, table.size).filter((id) => behind.has(id) === isBehind);
      return spread(ids, LOOK_AT).map((id) => table.snapshot(id).context as Json);
    };
    return grown(contexts(true), contexts(false)).map(({ path, ...tally }) =>
      growth('context', `machine "${table.machine.id}", context${path === '' ? '' : ` key "${path}"`}`, tally),
    );
  });
}

function inCells(kernel: Kernel): Growth[] {
  const { layout } = kernel;
  return layout.cells.flatMap((cell, index) => {
    const values = layout.values[index] as { readonly size: number; value(id: number): Json };
    const word = layout.firstCell + index;
    // What nothing has ever depended on is a copy of something that is found elsewhere.
    if (kernel.youngestLookedAt(word) < 0) return [];
    const edge = edgeOf(kernel, word);
    const part = (from: number, to: number): Json[] => spread(range(from, to), LOOK_AT).map((id) => values.value(id));
    return grown(part(0, edge), part(edge, values.size)).map(({ path, ...tally }) =>
      growth('cell', `cell "${cell}"${path === '' ? '' : `, key "${path}"`}`, tally),
    );
  });
}

function inQueues(kernel: Kernel): Growth[] {
  return kernel.layout.actors.flatMap((actor, word) => {
    const edge = edgeOf(kernel, word);
    const part = (from: number, to: number): Slot[] =>
      spread(range(from, to), LOOK_AT).map((id) => slotOf(kernel, word, id));
    const behind = part(0, edge);
    const atEdge = part(edge, (kernel.layout.slots[word] as { readonly size: number }).size);
    return (['mailbox', 'timers', 'requests'] as const).flatMap((queue) => {
      const tallies = new Tallies();
      for (const slot of behind) tallies.size(queue, slot[queue].length, false);
      for (const slot of atEdge) tallies.size(queue, slot[queue].length, true);
      return [...tallies.all()]
        .filter((tally) => tally.exceeds && tally.distinct >= FEW.queue)
        .map((tally) => growth('queue', `${queue} of actor "${actor}"`, tally));
    });
  });
}

/** The number of the first value of the word that is at the edge; the number of all values if there is no edge. */
function edgeOf(kernel: Kernel, word: number): number {
  const { layout } = kernel;
  const { size } = (layout.slots[word] ?? layout.values[word - layout.firstCell]) as { readonly size: number };
  const expanded = kernel.youngestLookedAt(word) + 1;
  return expanded < size ? Math.floor(size * OLD) : size;
}

function slotOf({ layout }: Kernel, word: number, id: number): Slot {
  return (layout.slots[word] as { value(id: number): Slot }).value(id);
}

function grown(behind: readonly Json[], edge: readonly Json[]): Tally[] {
  const tallies = new Tallies();
  for (const value of behind) tallies.look(value, false);
  for (const value of edge) tallies.look(value, true);
  return [...tallies.all()].filter(({ kind, distinct, exceeds }) => exceeds && distinct >= FEW[kind]);
}

function growth(of: Growth['kind'], where: string, { kind, distinct, samples }: Omit<Tally, 'path'>): Growth {
  return { kind: of, where, grows: kind === 'size' ? 'size' : 'value', distinct, samples };
}
