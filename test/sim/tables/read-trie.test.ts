import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadTrie, UnstableReads } from '../../../src/sim/tables/read-trie.ts';

const WIDTH = 5;
const VALUES = 4;

/** A function of a world as a tree: read a word, go on by its value; a number is the result. */
type Tree = number | { readonly word: number; readonly branches: readonly Tree[] };

const { tree: anyTree } = fc.letrec<{ tree: Tree; node: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, fc.nat(20), tie('node')),
  node: fc.record({
    word: fc.nat(WIDTH - 1),
    branches: fc.array(tie('tree'), { minLength: VALUES, maxLength: VALUES }),
  }),
}));

const anyWorlds = fc.array(
  fc.array(fc.nat(VALUES - 1), { minLength: WIDTH, maxLength: WIDTH }).map((words) => Int32Array.from(words)),
  { maxLength: 40 },
);

/** The reads of one run, each word once, and its result. */
function run(tree: Tree, world: Int32Array): { reads: number[]; result: number } {
  const reads: number[] = [];
  const seen = new Set<number>();
  let at = tree;
  while (typeof at !== 'number') {
    const value = world[at.word] ?? 0;
    if (!seen.has(at.word)) reads.push(at.word, value);
    seen.add(at.word);
    at = at.branches[value] ?? 0;
  }
  return { reads, result: at };
}

/** A memo of the function that counts how often the function is run. */
class Memo {
  readonly trie = new ReadTrie();
  readonly #tree: Tree;
  root = ReadTrie.EMPTY;
  runs = 0;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  call(world: Int32Array): number {
    const known = this.trie.find(this.root, world);
    if (known >= 0) return known;
    this.runs += 1;
    const { reads, result } = run(this.#tree, world);
    this.root = this.trie.learn(this.root, reads, result);
    return result;
  }
}

/** A few values that are near each other, and some that are anywhere. */
const anyValue = fc.oneof(fc.nat(100), fc.nat(5000), fc.nat(2 ** 31 - 1));

const pathOf = (tree: Tree, world: Int32Array): string => run(tree, world).reads.join();

describe('a read trie', () => {
  it('gives what the function gives, for every world in any order', () => {
    fc.assert(
      fc.property(anyTree, anyWorlds, (tree, worlds) => {
        const memo = new Memo(tree);
        for (const world of [...worlds, ...worlds]) expect(memo.call(world)).toBe(run(tree, world).result);
      }),
    );
  });

  it('runs the function once for each path of reads, and never again', () => {
    fc.assert(
      fc.property(anyTree, anyWorlds, (tree, worlds) => {
        const memo = new Memo(tree);
        for (const world of [...worlds, ...worlds]) memo.call(world);
        expect(memo.runs).toBe(new Set(worlds.map((world) => pathOf(tree, world))).size);
      }),
    );
  });

  it('keeps several functions apart', () => {
    fc.assert(
      fc.property(fc.array(anyTree, { minLength: 2, maxLength: 3 }), anyWorlds, (trees, worlds) => {
        const trie = new ReadTrie();
        const roots = trees.map(() => ReadTrie.EMPTY as number);
        for (const world of worlds) {
          trees.forEach((tree, index) => {
            const { reads, result } = run(tree, world);
            roots[index] = trie.learn(roots[index] ?? ReadTrie.EMPTY, reads, result);
          });
        }
        for (const world of worlds) {
          expect(roots.map((root) => trie.find(root, world))).toEqual(trees.map((tree) => run(tree, world).result));
        }
      }),
    );
  });

  it('knows nothing about a world that differs in a word that was read', () => {
    const trie = new ReadTrie();
    const root = trie.learn(ReadTrie.EMPTY, [0, 2, 3, 1], 7);
    expect(trie.find(root, Int32Array.of(2, 9, 9, 1))).toBe(7);
    expect(trie.find(root, Int32Array.of(2, 9, 9, 0))).toBe(-1);
    expect(trie.find(root, Int32Array.of(2, 9, 9, 1_000_000))).toBe(-1);
    expect(trie.find(root, Int32Array.of(1, 9, 9, 1))).toBe(-1);
  });

  it('remembers a function that reads nothing', () => {
    const trie = new ReadTrie();
    expect(trie.find(trie.learn(ReadTrie.EMPTY, [], 0), Int32Array.of())).toBe(0);
  });

  it('catches a function whose result depends on a counter', () => {
    const trie = new ReadTrie();
    let calls = 0;
    const counting = (world: Int32Array) => ({ reads: [0, world[0] ?? 0], result: (calls += 1) });
    const once = () => counting(Int32Array.of(1));
    const first = once();
    const root = trie.learn(ReadTrie.EMPTY, first.reads, first.result);
    const second = once();
    expect(() => trie.learn(root, second.reads, second.result)).toThrow(UnstableReads);
  });

  it.each([
    ['reads another word first', [1, 0], 5],
    ['reads another word next', [0, 0, 2, 0], 5],
    ['reads on where it had a result', [0, 0, 1, 0, 2, 0], 5],
    ['has a result where it had read on', [0, 0], 5],
    ['has another result', [0, 0, 1, 0], 6],
  ])('catches a function that after equal reads %s', (_how, reads, result) => {
    const trie = new ReadTrie();
    const root = trie.learn(ReadTrie.EMPTY, [0, 0, 1, 0], 5);
    expect(() => trie.learn(root, reads, result)).toThrow(UnstableReads);
    expect(trie.learn(root, [0, 0, 1, 0], 5)).toBe(root);
  });

  it('tells any values apart, however far from each other they are, and whichever came first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyValue, { minLength: 1, maxLength: 300 }), anyValue, (values, stranger) => {
        const trie = new ReadTrie();
        let root: number = ReadTrie.EMPTY;
        values.forEach((value, at) => (root = trie.learn(root, [1, value], at)));
        expect(values.map((value) => trie.find(root, Int32Array.of(0, value)))).toEqual(values.map((_, at) => at));
        expect(values.map((value) => ~trie.childAt(root, value))).toEqual(values.map((_, at) => at));
        expect(trie.find(root, Int32Array.of(0, stranger))).toBe(values.indexOf(stranger));
      }),
    );
  });

  it('takes nothing of one memo for another that lies behind it', () => {
    const trie = new ReadTrie();
    const roots = [0, 1].map((result) => trie.learn(ReadTrie.EMPTY, [0, 3], result));
    for (let value = 0; value < 100; value += 1) {
      const expected = value === 3 ? [~0, ~1] : [0, 0];
      expect(roots.map((root) => trie.childAt(root, value))).toEqual(expected);
      expect(roots.map((root) => trie.find(root, Int32Array.of(value)))).toEqual(value === 3 ? [0, 1] : [-1, -1]);
    }
  });

  it('keeps a result that was learned again, and takes no more memory for it', () => {
    const trie = new ReadTrie();
    const root = trie.learn(ReadTrie.EMPTY, [0, 70_000, 1, 3], 5);
    const { bytes } = trie;
    expect(trie.learn(root, [0, 70_000, 1, 3], 5)).toBe(root);
    expect(trie.bytes).toBe(bytes);
  });

  it('takes memory for the pairs of values that were met, not for those between them', () => {
    const bytesFor = (values: number): number => {
      const trie = new ReadTrie();
      let root: number = ReadTrie.EMPTY;
      for (let value = 0; value < values; value += 1) root = trie.learn(root, [0, value, 1, value + 1], 0);
      expect(trie.find(root, Int32Array.of(values - 1, values))).toBe(0);
      return trie.memory.reduce((sum, list) => sum + list.bytes, 0);
    };
    // A node of 16 bytes for each, up to 16 in the rows that lead there; in the first 64 a row of up to 64 besides.
    expect(bytesFor(12_000)).toBeLessThan(12_000 * 32 + 64 * 256);
    expect(bytesFor(65_534)).toBeLessThan(65_534 * 32 + 64 * 256);
  });

  it('uses the memory again that a row or a hash has outgrown', () => {
    const trie = new ReadTrie();
    const grow = (values: number): void => {
      let root: number = ReadTrie.EMPTY;
      for (let value = 0; value < values; value += 1) root = trie.learn(root, [0, value * 1000], value);
      expect(trie.find(root, Int32Array.of((values - 1) * 1000))).toBe(values - 1);
    };
    const taken = (): number => trie.memory.reduce((sum, list) => sum + list.bytes, 0);
    grow(1000);
    const before = taken();
    grow(500);
    expect(taken() - before).toBe(16);
    expect(trie.bytes).toBeLessThan(taken());
  });

  it('follows a function that reads ten thousand words', () => {
    const trie = new ReadTrie();
    const reads = Array.from({ length: 20_000 }, (_, at) => at >> 1);
    const root = trie.learn(ReadTrie.EMPTY, reads, 3);
    expect(
      trie.find(
        root,
        Int32Array.from({ length: 10_000 }, (_, word) => word),
      ),
    ).toBe(3);
  });
});
