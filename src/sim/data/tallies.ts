/** Counts, by its path, which values a piece of plain data takes, and whether later ones exceed all before. */
import type { Json } from './canonical.ts';

/** What was counted at one path. */
export interface Tally {
  /** Keys with dots between them, `rows[0].state`; empty for the value itself. */
  readonly path: string;
  /** Numbers and text by themselves, lists and records by their number of entries. */
  readonly kind: 'number' | 'text' | 'size';
  readonly distinct: number;
  /** Whether some value at the edge is larger or smaller than all behind it; for text, whether it is new. */
  readonly exceeds: boolean;
  /** The first value and the youngest one that was new. */
  readonly samples: readonly [string | number, string | number];
}

/** Beyond that many entries a list or record is a collection: its size says how it grows, and the entries aren't looked at. */
const MANY = 32;

class Count {
  readonly path: string;
  readonly kind: Tally['kind'];
  readonly #seen = new Set<string | number>();
  readonly #first: string | number;
  #youngest: string | number;
  #least = Infinity;
  #most = -Infinity;
  exceeds = false;

  constructor(path: string, kind: Tally['kind'], first: string | number) {
    this.path = path;
    this.kind = kind;
    this.#first = first;
    this.#youngest = first;
  }

  add(value: string | number, atEdge: boolean): void {
    const fresh = !this.#seen.has(value);
    if (atEdge) this.exceeds ||= typeof value === 'string' ? fresh : value > this.#most || value < this.#least;
    else if (typeof value === 'number') {
      this.#least = Math.min(this.#least, value);
      this.#most = Math.max(this.#most, value);
    }
    if (!fresh) return;
    this.#seen.add(value);
    this.#youngest = value;
  }

  get tally(): Tally {
    const { path, kind, exceeds } = this;
    return { path, kind, distinct: this.#seen.size, exceeds, samples: [this.#first, this.#youngest] };
  }
}

/** The counts of all paths. Look at what lies behind the edge first, and then at the edge. */
export class Tallies {
  readonly #counts = new Map<string, Count>();

  look(value: Json | undefined, atEdge: boolean, path = ''): void {
    if (typeof value === 'number') this.#add(path, 'number', value, atEdge);
    else if (typeof value === 'string') this.#add(path, 'text', value, atEdge);
    else if (Array.isArray(value))
      this.#lookInto(
        value.map((item: Json, i) => [`${path}[${i}]`, item]),
        atEdge,
        path,
      );
    else if (typeof value === 'object' && value !== null)
      this.#lookInto(
        Object.entries(value).map(([key, item]) => [path === '' ? key : `${path}.${key}`, item as Json]),
        atEdge,
        path,
      );
  }

  size(path: string, size: number, atEdge: boolean): void {
    this.#add(path, 'size', size, atEdge);
  }

  *all(): Generator<Tally> {
    for (const count of this.#counts.values()) yield count.tally;
  }

  #lookInto(entries: readonly (readonly [string, Json])[], atEdge: boolean, path: string): void {
    this.size(path, entries.length, atEdge);
    if (entries.length > MANY) return;
    for (const [at, item] of entries) this.look(item, atEdge, at);
  }

  #add(path: string, kind: Tally['kind'], value: string | number, atEdge: boolean): void {
    const key = `${kind} ${path}`;
    const count = this.#counts.get(key) ?? new Count(path, kind, value);
    this.#counts.set(key, count);
    count.add(value, atEdge);
  }
}
