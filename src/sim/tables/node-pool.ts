/** Nodes that branch on the value of a word, in integers alone, each in the form that suits how many children it has. */
import { GrowingInts } from '../data/growing.ts';

/** A node: its word, its form, and two integers that depend on the form. */
const NODE = 4;
const FORM = 1;
/** `ONLY`: one child and the value that leads there. */
const ONLY = -1;
const VALUE = 2;
const CHILD = 3;
/**
 * A positive form: room for the children of so many values, a row of them. Another negative form: so many places for pairs of the
 * complement of a value and its child, hashed. Either is somewhere else, and may be moved; it has so many children.
 */
const BASE = 2;
const COUNT = 3;

/**
 * A row is quicker than a hash. It may have so many places, or so many for each child; but for this bound, a function that reads the
 * same counter before and after a step takes memory that is quadratic in what it counts.
 */
const ROOM_ANYHOW = 64;
const ROOM_FOR_EACH = 16;
const SMALLEST = 4;
/** Of hashed places, at most half are taken. */
const PLACE = 2;

const SPREAD = 0x9e3779b1;

/** A child is a node, a negative number (a leaf), or 0 for none. A node's number is the place of its first integer and never 0. */
export class NodePool {
  readonly #nodes = new GrowingInts(256);
  readonly #children = new GrowingInts(1024);
  /** By the logarithm of their length: places among the children that are not used any more. */
  readonly #free: number[][] = [];
  #unused = 0;

  constructor() {
    this.#nodes.extend(NODE);
  }

  /** The lists that it consists of. */
  get memory(): readonly GrowingInts[] {
    return [this.#nodes, this.#children];
  }

  /** Bytes of its nodes and their children. */
  get bytes(): number {
    return this.#nodes.bytes + this.#children.bytes - this.#unused * Int32Array.BYTES_PER_ELEMENT;
  }

  wordOf(node: number): number {
    return this.#nodes.at(node);
  }

  /** From a node on to where these words lead: a leaf, or 0. */
  walk(root: number, words: Int32Array): number {
    const nodes = this.#nodes.data;
    const children = this.#children.data;
    let node = root;
    do {
      const value = words[nodes[node] as number] as number;
      const form = nodes[node + FORM] as number;
      if (value < form) node = children[(nodes[node + BASE] as number) + value] as number;
      else if (form === ONLY) node = nodes[node + VALUE] === value ? (nodes[node + CHILD] as number) : 0;
      else node = form < 0 ? hashedChild(children, nodes[node + BASE] as number, -form, value) : 0;
    } while (node > 0);
    return node;
  }

  child(node: number, value: number): number {
    const nodes = this.#nodes.data;
    const form = nodes[node + FORM] as number;
    if (form === ONLY) return nodes[node + VALUE] === value ? (nodes[node + CHILD] as number) : 0;
    const base = nodes[node + BASE] as number;
    if (form < 0) return hashedChild(this.#children.data, base, -form, value);
    return value < form ? (this.#children.data[base + value] as number) : 0;
  }

  /** A new node with one child. */
  add(word: number, value: number, child: number): number {
    const node = this.#nodes.size;
    for (const part of [word, ONLY, value, child]) this.#nodes.push(part);
    if (value < ROOM_ANYHOW) this.#arrange(node, [[value, child]]);
    return node;
  }

  /** Gives a node a child for a value that had none. */
  setChild(node: number, value: number, child: number): void {
    const form = this.#nodes.at(node + FORM);
    if (form !== ONLY && this.#hasRoom(node, value)) return this.#put(node, value, child);
    const known = this.#childrenOf(node);
    if (form !== ONLY) this.#release(this.#nodes.at(node + BASE), lengthOf(form));
    this.#arrange(node, [...known, [value, child]]);
  }

  #hasRoom(node: number, value: number): boolean {
    const form = this.#nodes.at(node + FORM);
    return form > 0 ? value < form : (this.#nodes.at(node + COUNT) + 1) * 2 <= -form;
  }

  /** Lays all children of a node out anew: in a row if that does not waste too much, and hashed otherwise. */
  #arrange(node: number, children: readonly Child[]): void {
    const largest = children.reduce((most, [value]) => Math.max(most, value), 0);
    const row = powerAbove(largest + 1);
    const isRow = row <= Math.max(ROOM_ANYHOW, children.length * ROOM_FOR_EACH);
    const form = isRow ? row : -powerAbove(children.length * 2 + 1);
    const base = this.#allocate(lengthOf(form));
    this.#nodes.set(node + FORM, form);
    this.#nodes.set(node + BASE, base);
    this.#nodes.set(node + COUNT, 0);
    for (const [value, child] of children) this.#put(node, value, child);
  }

  #put(node: number, value: number, child: number): void {
    const form = this.#nodes.at(node + FORM);
    const base = this.#nodes.at(node + BASE);
    if (form > 0) this.#children.set(base + value, child);
    else {
      const place = placeFor(this.#children.data, base, -form, value);
      this.#children.set(place, ~value);
      this.#children.set(place + 1, child);
    }
    this.#nodes.set(node + COUNT, this.#nodes.at(node + COUNT) + 1);
  }

  #childrenOf(node: number): Child[] {
    const form = this.#nodes.at(node + FORM);
    if (form === ONLY) return [[this.#nodes.at(node + VALUE), this.#nodes.at(node + CHILD)]];
    const base = this.#nodes.at(node + BASE);
    const found: Child[] = [];
    const step = form > 0 ? 1 : PLACE;
    for (let at = base; at < base + lengthOf(form); at += step) {
      const child = this.#children.at(at + step - 1);
      if (child !== 0) found.push([form > 0 ? at - base : ~this.#children.at(at), child]);
    }
    return found;
  }

  /** `length` integers, all 0. A length is a power of two. */
  #allocate(length: number): number {
    const again = this.#free[Math.log2(length)]?.pop();
    if (again !== undefined) {
      this.#unused -= length;
      return again;
    }
    const base = this.#children.size;
    this.#children.extend(base + length);
    return base;
  }

  #release(base: number, length: number): void {
    this.#children.data.fill(0, base, base + length);
    this.#unused += length;
    (this.#free[Math.log2(length)] ??= []).push(base);
  }
}

/** A value, and the child that it leads to. */
type Child = readonly [value: number, child: number];

const lengthOf = (form: number): number => (form > 0 ? form : -form * PLACE);

/** The smallest power of two that is not less. */
const powerAbove = (least: number): number => Math.max(SMALLEST, 2 ** (32 - Math.clz32(least - 1)));

function hashedChild(children: Int32Array, base: number, places: number, value: number): number {
  const place = placeFor(children, base, places, value);
  return children[place + 1] as number;
}

/** Where the value is, or would be. */
function placeFor(children: Int32Array, base: number, places: number, value: number): number {
  const mask = places - 1;
  let at = Math.imul(value, SPREAD) >>> (Math.clz32(places) + 1);
  for (;;) {
    const found = children[base + at * PLACE] as number;
    if (found === ~value || found === 0) return base + at * PLACE;
    at = (at + 1) & mask;
  }
}
