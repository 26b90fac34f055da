/** What of an exploration takes how much memory, and who costs it. */

/**
 * Memory in use, and on whose account. Of a property, a service, an action of the environment and a machine it is what was learned about
 * it: an entry for each combination of values that it read. Objects are counted by the text that says the same, as measured, so what
 * is told of them is right to about a factor of two; tables of integers are counted exactly.
 *
 * @public
 */
export interface MemoryUse {
  readonly kind:
    | 'worlds'
    | 'transitions'
    | 'property'
    | 'service'
    | 'environment'
    | 'machine'
    | 'actor'
    | 'cell'
    | 'history'
    | 'symmetry'
    | 'threads'
    | 'other';
  /** Of the property, service and so on; empty for what there is only one of. */
  readonly name: string;
  readonly bytes: number;
}

/** Accounts, by what they are for. */
export class Ledger {
  readonly #accounts = new Map<string, { readonly kind: MemoryUse['kind']; readonly name: string; bytes: number }>();

  add(kind: MemoryUse['kind'], name: string, bytes: number): void {
    const key = `${kind} ${name}`;
    const account = this.#accounts.get(key);
    if (account === undefined) this.#accounts.set(key, { kind, name, bytes });
    else account.bytes += bytes;
  }

  get uses(): readonly MemoryUse[] {
    return [...this.#accounts.values()].map((account) => ({ ...account }));
  }
}

/** One use for each kind and name, the largest first; without those that take nothing. */
export function summedUp(uses: readonly MemoryUse[]): readonly MemoryUse[] {
  const ledger = new Ledger();
  for (const { kind, name, bytes } of uses) ledger.add(kind, name, bytes);
  return ledger.uses.filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
}

export const sumOf = (uses: readonly { readonly bytes: number }[]): number =>
  uses.reduce((sum, { bytes }) => sum + bytes, 0);

/** What all uses take together, and those of them that a report should tell. @public */
export interface MemoryTold {
  readonly bytes: number;
  readonly uses: readonly MemoryUse[];
}

/** Where memory cut the search, so many of the largest uses say why. */
const MOST_TOLD = 3;
/** A table of less is no trouble, whatever its share. */
const TROUBLE = 64 * 2 ** 20;
const LARGE_SHARE = 0.25;
/** What grows with the number of worlds, as it has to. */
const EXPECTED: ReadonlySet<MemoryUse['kind']> = new Set(['worlds', 'transitions', 'threads']);

/**
 * What of the memory a report should tell: the largest uses if memory cut the search; otherwise, tables that take a large share of much
 * memory, which may be null.
 *
 * @public
 */
export function memoryToTell(all: readonly MemoryUse[], cut: boolean): MemoryTold | null {
  const bytes = sumOf(all);
  const isCostly = (use: MemoryUse): boolean =>
    !EXPECTED.has(use.kind) && use.bytes >= TROUBLE && use.bytes >= bytes * LARGE_SHARE;
  const uses = cut ? all.slice(0, MOST_TOLD) : all.filter(isCostly);
  return uses.length === 0 ? null : { bytes, uses };
}
