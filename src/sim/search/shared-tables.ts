/**
 * How one thread shows its tables to another: the memory itself, handed over whenever it was replaced. As buffers, not as typed arrays:
 * a message keeps the length of an array in 32 bits, so that one of more than 4 GiB would arrive shorter, and nobody would be told.
 */
import { AmpleTable } from '../tables/ample-table.ts';
import type { BlockMemory } from './block.ts';
import type { Asked, SharedTables } from './block-worker.ts';
import { GrowingInts } from '../data/growing.ts';
import { PackedOutcomes } from '../tables/packed-outcomes.ts';
import { QuestionTable } from '../tables/questions.ts';
import { StateTable, type TableMemory } from '../tables/state-table.ts';
import { StepTable, type Shape } from '../tables/step-table.ts';

/** From what a thread makes tables of its own, to be filled by updates. */
export interface TablePlan {
  readonly shape: Shape;
  readonly reduced: boolean;
  readonly block: BlockMemory;
}

/** What has changed since the last update. */
export interface TableUpdate {
  /** The lists whose memory was replaced, by their place. */
  readonly lists: readonly (readonly [place: number, memory: SharedArrayBuffer])[];
  readonly sizes: readonly number[];
  readonly table: TableMemory;
  readonly versions: TableMemory;
  readonly asked: Asked;
}

/** Every list of the tables, always in one order. */
function listsOf(tables: SharedTables): readonly GrowingInts[] {
  const { steps, outcomes, questions, ample, staged, parents, edges, goals } = tables;
  const lists = [steps.memory, outcomes.memory, questions.memory, ample?.memory ?? []];
  return [...lists.flat(), staged, parents, edges, goals];
}

/** Empty tables for another thread. */
export function emptyTables({ shape, reduced, block }: TablePlan): SharedTables {
  const steps = new StepTable(shape, new StateTable(shape.firstOld - shape.firstCell));
  const table = new StateTable(shape.width);
  return {
    steps,
    table,
    block,
    outcomes: new PackedOutcomes(steps.outcomes, table),
    questions: new QuestionTable(shape.width),
    ample: reduced ? new AmpleTable(shape.actors) : null,
    staged: new GrowingInts(),
    parents: new GrowingInts(),
    edges: new GrowingInts(),
    goals: new GrowingInts(),
  };
}

/** Says what has changed, each time it is asked. */
export class Publisher {
  readonly #sent: (SharedArrayBuffer | undefined)[] = [];
  #state: readonly unknown[] = [];

  /** Null if nothing has. */
  update(tables: SharedTables, asked: Asked): TableUpdate | null {
    const all = listsOf(tables);
    const lists = all.flatMap(({ data: { buffer } }, place): [number, SharedArrayBuffer][] =>
      this.#sent[place] === buffer ? [] : [[place, buffer]],
    );
    for (const [place, memory] of lists) this.#sent[place] = memory;
    const sizes = all.map(({ size }) => size);
    const table = tables.table.memory;
    const versions = tables.steps.versions.memory;
    const state = [...sizes, ...Object.values(table), ...Object.values(versions), asked];
    if (lists.length === 0 && state.every((value, at) => value === this.#state[at])) return null;
    this.#state = state;
    return { lists, sizes, table, versions, asked };
  }
}

/** Takes over what has changed. */
export function adopt(tables: SharedTables, { lists, sizes, table, versions }: TableUpdate): void {
  const all = listsOf(tables);
  for (const [place, memory] of lists) (all[place] as GrowingInts).adopt(memory, 0);
  all.forEach((list, place) => list.adopt(list.data.buffer, sizes[place] as number));
  tables.table.adopt(table);
  tables.steps.versions.adopt(versions);
}
