/**
 * One thread's share in expanding a block of worlds.
 *
 * However many threads there are and however they interleave, worlds get the numbers that one thread would give them: a new
 * world belongs to the first step that leads to it, in the order of the worlds of the block and of their steps. Threads race for
 * the slots of the table (compare-and-swap, as in Laarman, van de Pol and Weber, Boosting multi-core reachability performance
 * with shared hash tables, FMCAD 2010), but to a provisional number; the smallest step that led there is kept beside it, and once
 * all worlds of the block are expanded, the steps that turned out to be the first are counted and numbered in their order.
 *
 * Nothing is learned here. A world about whose steps a table lacks something is deferred to the thread that can find it out.
 */
import { choiceOf, mayRepeat, type AmpleTable } from '../tables/ample-table.ts';
import type { AtomicOperations } from '../data/atomics.ts';
import { CONTROL, MOST_STEPS, PHASE, placeOf, STAGED, STATUS, stepCode, type BlockMemory } from './block.ts';
import { grown, ints, type GrowingInts } from '../data/growing.ts';
import type { PackedOutcomes } from '../tables/packed-outcomes.ts';
import { HOLDS, type QuestionTable } from '../tables/questions.ts';
import { hash, type StateTable } from '../tables/state-table.ts';
import type { StepTable } from '../tables/step-table.ts';
import { Successors } from '../tables/successors.ts';

/** The tables that all threads look into. */
export interface SharedTables {
  readonly steps: StepTable;
  readonly table: StateTable;
  readonly outcomes: PackedOutcomes;
  readonly questions: QuestionTable;
  readonly ample: AmpleTable | null;
  readonly block: BlockMemory;
  /** The new worlds of a block, packed, by provisional number less the base. */
  readonly staged: GrowingInts;
  /** The world by which each world was found. */
  readonly parents: GrowingInts;
  /** The targets of transitions that are no faults. */
  readonly edges: GrowingInts;
  /** For each new world of the block, by number less the base: one bit for each goal that it satisfies. */
  readonly goals: GrowingInts;
}

/** What is asked of the steps of a block. */
export interface Asked {
  readonly faultFree: boolean;
  /** Whether edges are kept. */
  readonly linked: boolean;
  /** The numbers of questions: of open safety properties, of witnesses not yet reached, of goals. */
  readonly safety: Int32Array;
  readonly witnesses: Int32Array;
  readonly goals: Int32Array;
  /** See `Checker.stepwiseMask`. */
  readonly stepwise: number;
}

interface Given {
  readonly successors?: Successors;
  readonly atomics?: AtomicOperations;
}

const NOTHING = new Int32Array(0);
const NOTHING_ASKED: Asked = {
  faultFree: false,
  linked: false,
  safety: NOTHING,
  witnesses: NOTHING,
  goals: NOTHING,
  stepwise: 0,
};

/** How many worlds a thread takes at a time. */
const HANDFUL = 64;

/** A step in the log: its code, the number of the world it leads to, its choice and its outcome. */
const ENTRY = 4;
/** An edge in the list of edges: the place of its world, and the number of the world it leads to. */
const EDGE = 2;

export class BlockWorker {
  #asked: Asked = NOTHING_ASKED;
  /** The steps that lead to worlds which were not known when the block was begun, or that have to be asked about. */
  #log = ints(4096);
  #logged = 0;
  #edges = ints(4096);
  #linked = 0;
  #transitions = 0;
  /** By the word of the fault's budget. */
  readonly #faults: Int32Array;
  readonly #shared: SharedTables;
  readonly #successors: Successors;
  readonly #atomics: AtomicOperations;
  readonly #thread: number;
  /** As the block's control says. */
  #start = 0;
  #base = 0;
  #staged = 0;
  #full = false;
  /** The number of the world that was placed last. */
  #last = -1;
  #hashes = new Int32Array(64);
  // oxlint-disable-next-line no-unused-private-class-members -- keeps the optimiser from dropping loads that only warm the caches
  #touched = 0;

  /**
   * @param thread its number, from 0
   * @param given the successors of the thread that explores; and what memory is shared by, plain `Atomics` by default
   */
  constructor(shared: SharedTables, thread: number, given: Given = {}) {
    const { steps, table, outcomes } = shared;
    this.#shared = shared;
    this.#thread = thread;
    this.#successors = given.successors ?? new Successors(steps, table, outcomes);
    this.#atomics = given.atomics ?? Atomics;
    this.#faults = new Int32Array(steps.shape.width);
  }

  /** Does its share of a phase. */
  run(phase: number): void {
    if (phase === PHASE.refill) this.#refill();
    else if (phase === PHASE.expand) this.#expand();
    else if (phase === PHASE.count) this.#count();
    else if (phase === PHASE.settle) this.#settle();
    else this.#writeEdges();
  }

  /** Puts its share of the worlds into the new slots of the table. */
  #refill(): void {
    const { table, block } = this.#shared;
    const share = Math.ceil(table.size / block.threads);
    table.refill(this.#thread * share, Math.min((this.#thread + 1) * share, table.size), this.#atomics);
  }

  #begin(): void {
    const { control } = this.#shared.block;
    this.#start = control[CONTROL.start] as number;
    this.#base = control[CONTROL.base] as number;
    this.#logged = 0;
    this.#linked = 0;
    this.#transitions = 0;
    this.#faults.fill(0);
    this.#staged = 0;
  }

  /** Says what is asked of the next phases. */
  ask(asked: Asked): void {
    this.#asked = asked;
  }

  /** Whether the last world could not be expanded because there was no room for its successors. */
  get isFull(): boolean {
    return this.#full;
  }

  /**
   * Works out and places the successors of the world at this place of the block. False if something lacks, which the successors
   * say, or if there is no room for them.
   */
  expandWorld(place: number): boolean {
    const successors = this.#successors;
    successors.load(this.#start + place);
    const code = successors.enough(this.#shared.ample);
    if (code < 0) return false;
    if (code > 0) {
      if (!successors.only(choiceOf(code)) || !this.#hasRoom()) return false;
      if (this.#placeOnly(place, mayRepeat(code))) return true;
    }
    if (!successors.all(this.#asked.faultFree) || !this.#hasRoom()) return false;
    this.#placeAll(place);
    return true;
  }

  #expand(): void {
    const { control, status } = this.#shared.block;
    this.#begin();
    const count = control[CONTROL.count] as number;
    for (;;) {
      const from = this.#atomics.add(control, CONTROL.next, HANDFUL);
      if (from >= count) return;
      const to = Math.min(from + HANDFUL, count);
      for (let place = from; place < to; place += 1) if (!this.expandWorld(place)) status[place] = STATUS.deferred;
    }
  }

  /** Whether there is room for the successors, and makes it in the lists of this thread. */
  #hasRoom(): boolean {
    const { count } = this.#successors.enabled;
    this.#full = this.#staged + count > STAGED || count > MOST_STEPS;
    if (this.#logged + count * ENTRY > this.#log.length)
      this.#log = grown(this.#log, this.#log.length * 2 + count * ENTRY);
    if (this.#linked + count * EDGE > this.#edges.length)
      this.#edges = grown(this.#edges, this.#edges.length * 2 + count * EDGE);
    return !this.#full;
  }

  /** Takes the step that is enough; false if it may repeat and leads to a world that was known before the block. */
  #placeOnly(place: number, mayRepeat: boolean): boolean {
    const [logged, linked] = [this.#logged, this.#linked];
    this.#placeAll(place);
    if (!mayRepeat || this.#last >= this.#base) return true;
    this.#logged = logged;
    this.#linked = linked;
    this.#transitions -= 1;
    return false;
  }

  /** Puts the successors into the table, and notes the steps. */
  #placeAll(place: number): void {
    const { packed, enabled } = this.#successors;
    const { count, choices, outcomes } = enabled;
    const { steps, table } = this.#shared;
    const { width } = table.packing;
    const { stepwise, linked } = this.#asked;
    const base = this.#base;
    this.#hash(packed, count, width);
    const hashes = this.#hashes;
    for (let i = 0; i < count; i += 1) {
      const hashed = hashes[i] as number;
      const code = stepCode(place, i);
      const known = this.#known(packed, i * width, hashed);
      const number = known >= 0 ? known : this.#numberOf(packed, i * width, hashed, code);
      const choice = choices[i] as number;
      if (number >= base || (stepwise !== 0 && (steps.outcomes.mask(outcomes[i] as number) & stepwise) !== 0))
        this.#note(code, number, choice, outcomes[i] as number);
      const fault = steps.faultOf(choice);
      if (fault >= 0) this.#faults[fault] = (this.#faults[fault] as number) + 1;
      else if (linked && number !== this.#start + place) this.#link(place, number);
      this.#last = number;
    }
    this.#transitions += count;
  }

  /** The number of a packed world that was known before the block; -1 if it is another, or if that takes a closer look. */
  #known(packed: Int32Array, from: number, hashed: number): number {
    const { slots, words } = this.#shared.table;
    const { width } = this.#shared.table.packing;
    const base = this.#base;
    const mask = slots.length - 1;
    const first = packed[from] as number;
    for (let slot = hashed & mask; ; slot = (slot + 1) & mask) {
      const found = slots[slot] as number;
      if (found === 0) return -1;
      if (((found ^ hashed) & ~mask) !== 0) continue;
      const number = (found & mask) - 1;
      if (number >= base) return -1;
      const start = number * width;
      if (words[start] !== first) continue;
      let same = 1;
      while (same < width && words[start + same] === packed[from + same]) same += 1;
      if (same === width) return number;
    }
  }

  #note(code: number, number: number, choice: number, outcome: number): void {
    const at = this.#logged;
    const log = this.#log;
    log[at] = code;
    log[at + 1] = number;
    log[at + 2] = choice;
    log[at + 3] = outcome;
    this.#logged = at + ENTRY;
  }

  #link(place: number, number: number): void {
    this.#edges[this.#linked] = place;
    this.#edges[this.#linked + 1] = number;
    this.#linked += EDGE;
  }

  /** Begins all look-ups before the first is finished: the processor then waits for several lines of memory at once. */
  #hash(packed: Int32Array, count: number, width: number): void {
    const { words, slots } = this.#shared.table;
    const mask = slots.length - 1;
    if (this.#hashes.length < count) this.#hashes = new Int32Array(count * 2);
    const hashes = this.#hashes;
    const base = this.#base;
    let touched = 0;
    for (let i = 0; i < count; i += 1) hashes[i] = hash(packed, i * width, width);
    for (let i = 0; i < count; i += 1) {
      const hashed = hashes[i] as number;
      const found = slots[hashed & mask] as number;
      const number = (found & mask) - 1;
      // Neither an empty slot nor a provisional number has a place among the words.
      if (number >= 0 && number < base && ((found ^ hashed) & ~mask) === 0) touched ^= words[number * width] as number;
    }
    this.#touched = touched;
  }

  /** The number of the packed world, provisional if it is new. */
  #numberOf(packed: Int32Array, from: number, hashed: number, code: number): number {
    const { slots } = this.#shared.table;
    const base = this.#base;
    const mask = slots.length - 1;
    let slot = hashed & mask;
    for (;;) {
      let found = slots[slot] as number;
      if (found === 0) {
        const number = this.#stage(packed, from, slot, code);
        found = this.#atomics.compareExchange(slots, slot, 0, (hashed & ~mask) | (number + 1));
        if (found === 0) {
          this.#staged += 1;
          return number;
        }
      }
      if (((found ^ hashed) & ~mask) === 0) {
        const number = (found & mask) - 1;
        if (number < base) {
          if (this.#isKnown(number, packed, from)) return number;
          // Whoever took the slot wrote the world before: to load it again orders what is read now after that.
        } else if (this.#atomics.load(slots, slot) === found && this.#isStaged(number - base, packed, from)) {
          this.#precede(number - base, code);
          return number;
        }
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Writes a world to the next provisional number. It counts only once its slot is taken. */
  #stage(packed: Int32Array, from: number, slot: number, code: number): number {
    const { block, table, staged } = this.#shared;
    const { width } = table.packing;
    const at = this.#thread * STAGED + this.#staged;
    const words = staged.data;
    for (let i = 0; i < width; i += 1) words[at * width + i] = packed[from + i] as number;
    block.firstStep[at] = code;
    block.slotOf[at] = slot;
    return this.#base + at;
  }

  #isKnown(number: number, packed: Int32Array, from: number): boolean {
    const { words } = this.#shared.table;
    const { width } = this.#shared.table.packing;
    return same(words, number * width, packed, from, width);
  }

  #isStaged(at: number, packed: Int32Array, from: number): boolean {
    const { width } = this.#shared.table.packing;
    return same(this.#shared.staged.data, at * width, packed, from, width);
  }

  /** Keeps the smallest of the steps that lead to a new world. */
  #precede(at: number, code: number): void {
    const { firstStep } = this.#shared.block;
    for (let known = this.#atomics.load(firstStep, at); code < known;) {
      const found = this.#atomics.compareExchange(firstStep, at, known, code);
      if (found === known) return;
      known = found;
    }
  }

  #isFirst(code: number, number: number): boolean {
    return number >= this.#base && this.#shared.block.firstStep[number - this.#base] === code;
  }

  #count(): void {
    const { block, steps } = this.#shared;
    for (let at = 0; at < this.#logged; at += ENTRY) {
      const code = this.#log[at] as number;
      if (this.#isFirst(code, this.#log[at + 1] as number)) increment(block.fresh, placeOf(code));
    }
    for (let at = 0; at < this.#linked; at += EDGE) increment(block.edges, this.#edges[at] as number);
    for (let word = 0; word < steps.shape.width; word += 1)
      this.#atomics.add(block.tally, word, this.#faults[word] as number);
    this.#atomics.add(block.tally, steps.shape.width, this.#transitions);
  }

  /** Gives the new worlds their numbers, in the order of the steps that lead there first, and has the questions asked. */
  #settle(): void {
    this.#move();
    this.#askAll();
  }

  /** Moves each new world to where its number says. Nothing else is done on the way, so that memory is waited for in parallel. */
  #move(): void {
    const { block, table, parents, staged } = this.#shared;
    const { words, slots } = table;
    const { width } = table.packing;
    const mask = slots.length - 1;
    let place = -1;
    let next = 0;
    let moved = 0;
    for (let entry = 0; entry < this.#logged; entry += ENTRY) {
      const code = this.#log[entry] as number;
      if (!this.#isFirst(code, this.#log[entry + 1] as number)) continue;
      if (placeOf(code) !== place) {
        place = placeOf(code);
        next = block.fresh[place] as number;
      }
      const at = (this.#log[entry + 1] as number) - this.#base;
      const slot = block.slotOf[at] as number;
      slots[slot] = ((slots[slot] as number) & ~mask) | (next + 1);
      for (let i = 0; i < width; i += 1) words[next * width + i] = staged.data[at * width + i] as number;
      block.settled[at] = next;
      parents.data[next] = this.#start + place;
      next += 1;
      moved += 1;
    }
    this.#atomics.add(block.tally, this.#shared.steps.shape.width + 1, moved);
  }

  #askAll(): void {
    const { block, steps } = this.#shared;
    const { stepwise } = this.#asked;
    let loaded = -1;
    for (let entry = 0; entry < this.#logged; entry += ENTRY) {
      const code = this.#log[entry] as number;
      const number = this.#log[entry + 1] as number;
      const outcome = this.#log[entry + 3] as number;
      const isFirst = this.#isFirst(code, number);
      if (!isFirst && (stepwise === 0 || (steps.outcomes.mask(outcome) & stepwise) === 0)) continue;
      if (placeOf(code) !== loaded) {
        loaded = placeOf(code);
        this.#successors.load(this.#start + loaded);
      }
      const fresh = isFirst ? (block.settled[number - this.#base] as number) : -1;
      this.#askAbout(loaded, this.#log[entry + 2] as number, outcome, fresh);
    }
  }

  /** Asks the questions about a step; where an answer is not known or calls for more, somebody has to look. */
  #askAbout(place: number, choice: number, outcome: number, fresh: number): void {
    const { steps, questions, block } = this.#shared;
    const { step } = this.#successors;
    const { safety } = this.#asked;
    const { width } = steps.shape;
    const known = steps.change(step, choice, outcome, step, width);
    const open = !known || questions.isOpen(safety, step, steps.outcomes.mask(outcome), fresh >= 0);
    if (open || (fresh >= 0 && !this.#meet(fresh, step))) block.looks[place] = 1;
    steps.undo(step, choice, outcome, step, width);
  }

  /** Notes which goals a new world satisfies; false if that is not known, or if a witness is or may be reached. */
  #meet(number: number, step: Int32Array): boolean {
    const { questions, goals } = this.#shared;
    let bits = 0;
    for (let i = 0; i < this.#asked.goals.length; i += 1) {
      const answer = questions.answer(this.#asked.goals[i] as number, step);
      if (answer < 0) return false;
      bits |= answer << i;
    }
    goals.data[number - this.#base] = bits;
    for (let i = 0; i < this.#asked.witnesses.length; i += 1)
      if (questions.answer(this.#asked.witnesses[i] as number, step) !== HOLDS) return false;
    return true;
  }

  /** Writes the edges to where those of their worlds belong. */
  #writeEdges(): void {
    const { block, edges } = this.#shared;
    for (let at = 0; at < this.#linked; at += EDGE) {
      const place = this.#edges[at] as number;
      const number = this.#edges[at + 1] as number;
      const target = number < this.#base ? number : (block.settled[number - this.#base] as number);
      edges.data[block.edges[place] as number] = target;
      increment(block.edges, place);
    }
  }
}

function increment(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

function same(a: Int32Array, at: number, b: Int32Array, from: number, width: number): boolean {
  let i = 0;
  while (i < width && a[at + i] === b[from + i]) i += 1;
  return i === width;
}
