/** Which word of a world says what: actors, store cells, old versions of the store, what is left of each fault budget. */
import type { Json } from '../data/canonical.ts';
import { historyDepth } from './choices.ts';
import { Interner } from '../data/interner.ts';
import { MachineTable } from '../machine/machine-table.ts';
import type { MemoryUse } from '../data/memory.ts';
import { StateTable } from '../tables/state-table.ts';
import type { Slot } from '../machine/slot.ts';
import { SystemError, type AnySystem } from '../contract/system.ts';

/** The words of a world in their order, and the tables in which their values are numbered. */
export class Layout {
  readonly actors: readonly string[];
  readonly cells: readonly string[];
  /** The faults with a budget; only these take up a word. */
  readonly faults: readonly string[];
  readonly firstCell: number;
  readonly firstOld: number;
  readonly firstFault: number;
  readonly width: number;
  readonly history: number;
  readonly slots: readonly Interner<Slot>[];
  readonly values: readonly Interner<Json>[];
  /** Whole stores, for the history. Word value 0 says "no such version"; version n of this table is word value n + 1. */
  readonly versions: StateTable;
  readonly #tables = new Map<string, MachineTable>();
  readonly #words = new Map<string, number>();

  constructor(system: AnySystem) {
    this.actors = Object.keys(system.actors);
    this.cells = Object.keys(system.store);
    this.faults = Object.entries(system.faults ?? {}).flatMap(([name, budget]) => (budget > 0 ? [name] : []));
    this.history = historyDepth(system);
    this.firstCell = this.actors.length;
    this.firstOld = this.firstCell + this.cells.length;
    this.firstFault = this.firstOld + this.history;
    this.width = this.firstFault + this.faults.length;
    this.slots = this.actors.map(() => new Interner<Slot>());
    this.values = this.cells.map(() => new Interner<Json>());
    this.versions = new StateTable(this.cells.length);
    this.#shareTables(system);
    this.actors.forEach((name, index) => this.#words.set(`actor ${name}`, index));
    this.cells.forEach((name, index) => this.#words.set(`cell ${name}`, this.firstCell + index));
    this.faults.forEach((name, index) => this.#words.set(`fault ${name}`, this.firstFault + index));
  }

  actorWord(name: string): number {
    return this.#word('actor', name, this.actors);
  }

  cellWord(name: string): number {
    return this.#word('cell', name, this.cells);
  }

  /** -1 for a fault without a budget. */
  faultWord(name: string | null): number {
    return name === null ? -1 : (this.#words.get(`fault ${name}`) ?? -1);
  }

  table(actor: string): MachineTable {
    const table = this.#tables.get(actor);
    if (table === undefined) throw new SystemError(unknown('actor', actor, this.actors));
    return table;
  }

  /** How often XState was called for all machines together. */
  get machineCalls(): number {
    return [...new Set(this.#tables.values())].reduce((sum, table) => sum + table.calls, 0);
  }

  /** What values of actors and cells take, and the machines that lead from one to the next. */
  get memory(): readonly MemoryUse[] {
    const tables = [...new Set(this.#tables.values())];
    return [
      ...this.actors.map((name, at) => ({ kind: 'actor', name, bytes: bytesOf(this.slots[at]) }) as const),
      ...this.cells.map((name, at) => ({ kind: 'cell', name, bytes: bytesOf(this.values[at]) }) as const),
      ...tables.map(({ machine, bytes }) => ({ kind: 'machine', name: machine.id, bytes }) as const),
      { kind: 'history', name: '', bytes: this.history === 0 ? 0 : this.versions.bytes },
    ];
  }

  #shareTables(system: AnySystem): void {
    const shared: { readonly table: MachineTable; readonly ignored: string }[] = [];
    for (const [name, { machine, ignoredActions = [] }] of Object.entries(system.actors)) {
      const ignored = ignoredActions.toSorted().join();
      const known = shared.find((other) => other.table.machine === machine && other.ignored === ignored);
      const { table } = known ?? { table: new MachineTable(machine, ignoredActions) };
      if (known === undefined) shared.push({ table, ignored });
      this.#tables.set(name, table);
    }
  }

  #word(kind: string, name: string, known: readonly string[]): number {
    const word = this.#words.get(`${kind} ${name}`);
    if (word === undefined) throw new SystemError(unknown(kind, name, known));
    return word;
  }
}

const bytesOf = (values: { readonly bytes: number } | undefined): number => values?.bytes ?? 0;

const unknown = (kind: string, name: string, known: readonly string[]): string =>
  `the system has no ${kind} "${name}". It has: ${known.join(', ')}`;
