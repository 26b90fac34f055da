/**
 * Which worlds can still reach a goal.
 *
 * In a finite graph a run that takes every choice again and again wherever it can (strong fairness towards every transition)
 * reaches the goal for sure if and only if the goal stays reachable from everywhere it can get to. So one backward sweep
 * from the goals decides the property, cycles included (Baier and Katoen, Principles of Model Checking, section 10.1.2:
 * in a finite Markov chain almost-sure reachability is a graph property).
 */
import type { Graph } from './graph.ts';
import type { GrowingInts } from '../data/growing.ts';
import { Pace, type Paced } from '../data/pace.ts';

/** A graph with its steps turned round, for any number of goals. */
export class Backward {
  readonly #graph: Graph;
  readonly #pace = new Pace();
  /** The steps into world w come from sources[start[w]] … sources[start[w + 1] - 1]. */
  readonly #start: Int32Array;
  readonly #sources: Int32Array;

  private constructor(graph: Graph) {
    this.#graph = graph;
    this.#start = new Int32Array(graph.worlds + 1);
    this.#sources = new Int32Array(graph.edges.size);
  }

  /** Turns the steps of a graph round. */
  static *of(graph: Graph): Paced<Backward> {
    const backward = new Backward(graph);
    yield* backward.#count();
    yield* backward.#fill();
    return backward;
  }

  *#count(): Paced<void> {
    const { worlds, edges } = this.#graph;
    const start = this.#start;
    for (let i = 0; i < edges.size; i += 1) {
      start[edges.at(i) + 1] = (start[edges.at(i) + 1] as number) + 1;
      if (this.#pace.isDue()) yield;
    }
    for (let world = 0; world < worlds; world += 1)
      start[world + 1] = (start[world + 1] as number) + (start[world] as number);
  }

  *#fill(): Paced<void> {
    const { worlds, edges, edgesEnd } = this.#graph;
    const fill = this.#start.slice(0, worlds);
    for (let from = 0, i = 0; from < edgesEnd.size; from += 1) {
      for (; i < edgesEnd.at(from); i += 1) {
        const to = edges.at(i);
        this.#sources[fill[to] as number] = from;
        fill[to] = (fill[to] as number) + 1;
        if (this.#pace.isDue()) yield;
      }
    }
  }

  /** By world 1 if it has a path to a goal, otherwise 0. */
  *ableToReach(goals: GrowingInts): Paced<Uint8Array> {
    const able = new Uint8Array(this.#graph.worlds);
    const queue = new Int32Array(this.#graph.worlds);
    let size = 0;
    const mark = (world: number): void => {
      if (able[world] === 1) return;
      able[world] = 1;
      queue[size] = world;
      size += 1;
    };
    for (let i = 0; i < goals.size; i += 1) mark(goals.at(i));
    for (let next = 0; next < size; next += 1) {
      const world = queue[next] as number;
      const end = this.#start[world + 1] as number;
      for (let i = this.#start[world] as number; i < end; i += 1) mark(this.#sources[i] as number);
      if (this.#pace.isDue()) yield;
    }
    return able;
  }
}
