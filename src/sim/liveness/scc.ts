/**
 * Strongly connected components of a part of a graph, in time linear in the part and its steps, without recursion.
 *
 * Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972), 146-160; with one array for both
 * the order and the low link as in Pearce, A space-efficient algorithm for finding strongly connected components, Information
 * Processing Letters 116 (2016), 47-52.
 */
import { firstEdge, type Graph } from './graph.ts';
import { Pace, type Paced } from '../data/pace.ts';

const UNSEEN = 0;
/** More than any order: a step to a component that is complete lowers nothing. */
const COMPLETE = 2 ** 31 - 1;

/** Finds components, again and again, in the same memory: five integers for each world of the graph. */
export class Components {
  readonly #graph: Graph;
  readonly #part: Int32Array;
  /** When each world was first seen, and then the earliest of the open worlds that it is known to lead to. */
  readonly #low: Int32Array;
  /** Worlds whose component is not complete yet. */
  readonly #open: Int32Array;
  /** The path of the search: its worlds, when they were seen, and which of their steps is next. */
  readonly #path: Int32Array;
  readonly #seen: Int32Array;
  readonly #next: Int32Array;
  readonly #pace = new Pace();
  #opened = 0;
  #depth = 0;
  #clock = 0;

  /** @param part for each world the number of the part that it belongs to; may change between searches */
  constructor(graph: Graph, part: Int32Array) {
    this.#graph = graph;
    this.#part = part;
    this.#low = new Int32Array(graph.worlds);
    this.#open = new Int32Array(graph.worlds);
    this.#path = new Int32Array(graph.worlds);
    this.#seen = new Int32Array(graph.worlds);
    this.#next = new Int32Array(graph.worlds);
  }

  /**
   * Calls `found` with the worlds of each component of the part that these worlds are, in no particular order; a world that is on no
   * cycle is a component by itself. The array is overwritten later.
   */
  *search(worlds: Int32Array, part: number, found: (component: Int32Array) => void): Paced<void> {
    this.#clock = UNSEEN;
    for (const world of worlds) this.#low[world] = UNSEEN;
    for (const world of worlds) {
      if (this.#low[world] !== UNSEEN) continue;
      this.#enter(world);
      while (!this.#goOn(part, found)) yield;
    }
  }

  /** Goes on with the search; false if it is time for a pause before it is done. */
  #goOn(part: number, found: (component: Int32Array) => void): boolean {
    while (this.#depth > 0) {
      if (this.#pace.isDue()) return false;
      const top = this.#depth - 1;
      const world = this.#path[top] as number;
      const at = this.#next[top] as number;
      if (at === this.#graph.edgesEnd.at(world)) {
        this.#leave(world, found);
        continue;
      }
      this.#next[top] = at + 1;
      const to = this.#graph.edges.at(at);
      if (this.#part[to] !== part) continue;
      if (this.#low[to] === UNSEEN) this.#enter(to);
      else this.#lower(world, to);
    }
    return true;
  }

  #enter(world: number): void {
    this.#clock += 1;
    this.#low[world] = this.#clock;
    this.#path[this.#depth] = world;
    this.#seen[this.#depth] = this.#clock;
    this.#next[this.#depth] = firstEdge(this.#graph, world);
    this.#depth += 1;
    this.#open[this.#opened] = world;
    this.#opened += 1;
  }

  #leave(world: number, found: (component: Int32Array) => void): void {
    this.#depth -= 1;
    if (this.#low[world] === this.#seen[this.#depth]) this.#complete(world, found);
    else this.#lower(this.#path[this.#depth - 1] as number, world);
  }

  #lower(world: number, to: number): void {
    if ((this.#low[to] as number) < (this.#low[world] as number)) this.#low[world] = this.#low[to] as number;
  }

  /** The world is the first of its component that was seen: those opened since are the others. */
  #complete(first: number, found: (component: Int32Array) => void): void {
    const end = this.#opened;
    let world: number;
    do {
      this.#opened -= 1;
      world = this.#open[this.#opened] as number;
      this.#low[world] = COMPLETE;
    } while (world !== first);
    found(this.#open.subarray(this.#opened, end));
  }
}
