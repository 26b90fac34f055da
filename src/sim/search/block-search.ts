/** Expands a block of worlds with a crew: the share of the thread that explores, which alone can learn. */
import { BLOCK, blockMemory, CONTROL, PHASE, STAGED, STATUS, type BlockMemory } from './block.ts';
import { BlockWorker, type Asked, type SharedTables } from './block-worker.ts';
import type { Crew } from './crew.ts';
import { GrowingInts } from '../data/growing.ts';
import type { Paced } from '../data/pace.ts';
import { Publisher } from './shared-tables.ts';
import type { Successors } from '../tables/successors.ts';

/** What is known when a block was expanded. */
export interface Expanded {
  readonly transitions: number;
  /** By the word of the fault's budget: how many of them were injections. */
  readonly faults: Int32Array;
  /** By place: whether somebody has to look at the world's steps. */
  readonly looks: Int32Array;
  /** By place: the number of the first world that it was the first to lead to, and where its edges end. */
  readonly fresh: Int32Array;
  readonly edgesEnd: Int32Array;
}

/** What the search has that a block needs. */
export interface BlockTables extends Omit<SharedTables, 'block' | 'staged' | 'goals'> {
  readonly successors: Successors;
  /** Sees to what the successors of a world lack. */
  readonly supply: (world: number) => void;
}

export class BlockSearch {
  /** By number less the base of the last block: one bit for each goal that the world satisfies. */
  readonly goals = new GrowingInts();
  readonly #crew: Crew;
  readonly #tables: BlockTables;
  readonly #shared: SharedTables;
  readonly #block: BlockMemory;
  readonly #worker: BlockWorker;
  readonly #publisher = new Publisher();
  /** How many there were before the block. */
  #before = { worlds: 0, edges: 0 };

  constructor(crew: Crew, tables: BlockTables) {
    const { shape } = tables.steps;
    this.#crew = crew;
    this.#tables = tables;
    this.#block = blockMemory(crew.threads, shape.width);
    this.#shared = { ...tables, block: this.#block, staged: new GrowingInts(), goals: this.goals };
    this.#worker = new BlockWorker(this.#shared, 0, {
      successors: tables.successors,
      ...(crew.atomics && { atomics: crew.atomics }),
    });
    crew.begin({ shape, reduced: tables.ample !== null, block: this.#block });
  }

  /** Bytes of what the threads have in common beside the tables. */
  get bytes(): number {
    const lists = Object.values(this.#block).filter((list) => typeof list === 'object') as readonly Int32Array[];
    const block = lists.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return block + this.#shared.staged.bytes + this.goals.bytes;
  }

  /**
   * Expands the `count` worlds from `start` on; null, and nothing has changed, if they cannot be expanded together. Pauses while other
   * threads are not done, so that whoever explores can stop waiting.
   *
   * @throws CrewLost, after which the block has to be given up
   */
  *expand(start: number, count: number, asked: Asked, maxStates: number): Paced<Expanded | null> {
    const { table } = this.#shared;
    this.#before = { worlds: table.size, edges: this.#shared.edges.size };
    if (!(yield* this.#expandAll(start, count, asked))) return this.#abandon();
    yield* this.#run(PHASE.count, asked);
    const added = toStarts(this.#block.fresh, count, table.size);
    if (table.size + added >= maxStates) return this.#abandon();
    this.#extend(count, added, asked.linked);
    yield* this.#run(PHASE.settle, asked);
    this.#requireMoved(added);
    if (asked.linked) yield* this.#run(PHASE.link, asked);
    const { tally, looks, fresh, edges } = this.#block;
    const { width } = this.#shared.steps.shape;
    return { transitions: tally[width] as number, faults: tally, looks, fresh, edgesEnd: edges };
  }

  /** Gives up a block in the middle: everything is as it was before, whatever other threads may still write of it. */
  giveUp(): void {
    const { table, parents, edges } = this.#shared;
    table.truncate(this.#before.worlds);
    parents.truncate(this.#before.worlds);
    edges.truncate(this.#before.edges);
  }

  /** False if there is no room. What is learned on the way may change how worlds are packed: then all begin again. */
  *#expandAll(start: number, count: number, asked: Asked): Paced<boolean> {
    const { table } = this.#shared;
    for (;;) {
      if (table.reserveSlots(table.size + this.#block.threads * STAGED)) yield* this.#run(PHASE.refill, asked);
      this.#begin(start, count);
      const { packing } = table;
      yield* this.#run(PHASE.expand, asked);
      if (!this.#expandDeferred(count)) return false;
      if (table.packing === packing) return true;
      table.rebuild();
    }
  }

  #begin(start: number, count: number): void {
    const { table, staged, block } = this.#shared;
    staged.extend(block.threads * STAGED * table.packing.width);
    block.control.set([start, count, table.size, 0]);
    for (const list of [block.status, block.looks, block.fresh, block.edges]) list.fill(0, 0, BLOCK);
    block.tally.fill(0);
  }

  *#run(phase: number, asked: Asked): Paced<void> {
    this.#worker.ask(asked);
    this.#crew.run(phase, this.#publisher.update(this.#shared, asked), () => this.#worker.run(phase));
    while (!this.#crew.isDone()) yield;
  }

  /** Expands what was deferred, and learns what lacked; ends early if that changes how worlds are packed. False if there is no room. */
  #expandDeferred(count: number): boolean {
    const { status, control } = this.#block;
    const { packing } = this.#shared.table;
    for (let place = 0; place < count; place += 1) {
      if (status[place] !== STATUS.deferred) continue;
      while (!this.#worker.expandWorld(place)) {
        if (this.#worker.isFull) return false;
        this.#tables.supply((control[CONTROL.start] as number) + place);
        if (this.#shared.table.packing !== packing) return true;
      }
    }
    return true;
  }

  #extend(count: number, added: number, linked: boolean): void {
    const { table, parents, edges } = this.#shared;
    table.extend(added);
    parents.extend(table.size);
    this.goals.extend(added);
    if (linked) edges.extend(edges.size + toStarts(this.#block.edges, count, edges.size));
  }

  /** An exploration that has lost worlds must not end as if it had seen them all. */
  #requireMoved(added: number): void {
    const moved = this.#block.tally[this.#shared.steps.shape.width + 1] as number;
    if (moved !== added) throw new Error(`the threads found ${added} new worlds and kept ${moved}: this is a bug`);
  }

  #abandon(): null {
    this.#shared.table.rebuild();
    return null;
  }
}

/** Turns counts into where each of them begins, and returns their sum. */
function toStarts(counts: Int32Array, length: number, start: number): number {
  let sum = 0;
  for (let i = 0; i < length; i += 1) {
    const count = counts[i] as number;
    counts[i] = start + sum;
    sum += count;
  }
  return sum;
}
