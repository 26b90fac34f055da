/** Tables of integers that symmetry looks things up in: no look-up of what is known allocates anything. */
import { ints } from '../data/growing.ts';
import type { Permutation } from './member-names.ts';

const UNKNOWN = -1;

/** What depends on where a permutation sends a few members, and on nothing else. */
export class ImageTable {
  /** The members that it depends on. */
  readonly support: readonly number[];
  readonly #members: number;
  /** Nodes of a trie, one for each image of the next member of the support: 0, the place of the next node, or ~value. */
  readonly #nodes: number[];

  constructor(support: readonly number[], members: number) {
    this.support = support;
    this.#members = members;
    this.#nodes = Array.from({ length: Math.max(members, 1) }, () => 0);
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#nodes.length * Float64Array.BYTES_PER_ELEMENT;
  }

  /** What is known for this permutation, or -1. */
  get(to: Permutation): number {
    const nodes = this.#nodes;
    const { support } = this;
    let at = 0;
    for (let i = 0; i < support.length; i += 1) {
      const next = nodes[at + (to[support[i] as number] as number)] as number;
      if (next < 0) return ~next;
      if (next === 0) return UNKNOWN;
      at = next;
    }
    return support.length === 0 && (nodes[0] as number) < 0 ? ~(nodes[0] as number) : UNKNOWN;
  }

  /** Keeps a value that is 0 or greater, and returns it. */
  set(to: Permutation, value: number): number {
    let at = 0;
    for (const member of this.support.slice(0, -1)) {
      const place = at + (to[member] as number);
      if (this.#nodes[place] === 0) this.#nodes[place] = this.#addNode();
      at = this.#nodes[place] as number;
    }
    const last = this.support.at(-1);
    this.#nodes[at + (last === undefined ? 0 : (to[last] as number))] = ~value;
    return value;
  }

  #addNode(): number {
    for (let i = 0; i < this.#members; i += 1) this.#nodes.push(0);
    return this.#nodes.length - this.#members;
  }
}

const INITIAL_SLOTS = 256;
const KEY = 2;

/** Numbers for pairs of integers, counted up from 1: open addressing with linear probing, at most half full. */
export class Pairs {
  /** first, second, first, second … by number. */
  #pairs = ints(INITIAL_SLOTS * KEY);
  #slots = ints(INITIAL_SLOTS);
  #size = 0;

  /** How many distinct pairs were met. */
  get size(): number {
    return this.#size;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#pairs.byteLength + this.#slots.byteLength;
  }

  id(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = mixed(first, second) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] as number;
      if (number === 0) return this.#add(first, second, slot);
      if (this.#pairs[number * KEY] === first && this.#pairs[number * KEY + 1] === second) return number;
    }
  }

  #add(first: number, second: number, slot: number): number {
    this.#size += 1;
    const number = this.#size;
    this.#pairs[number * KEY] = first;
    this.#pairs[number * KEY + 1] = second;
    this.#slots[slot] = number;
    if (number * 2 >= this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const pairs = ints(this.#pairs.length * 2);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
    this.#slots = ints(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let number = 1; number <= this.#size; number += 1) {
      let slot = mixed(pairs[number * KEY] as number, pairs[number * KEY + 1] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}

function mixed(first: number, second: number): number {
  const hash = Math.imul(Math.imul(first, 0x9e3779b1) ^ (second + 0x7f4a7c15), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
