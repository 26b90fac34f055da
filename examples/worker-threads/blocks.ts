/** What the threads of the model work on: two small blocks of worlds, and what one thread makes of them. */

/** The worlds of a block, with the worlds that their steps lead to, in the order of the steps. */
export type Block = Readonly<Record<string, readonly string[]>>;

/**
 * Small, and with all that can meet: two worlds of the first block lead to `y`, so two threads may find it; where the one that comes second
 * has the step that comes first, `y` gets the number 3, and not 4. `x`, `y` and `v` want the same slot of the table. A world of the second
 * block leads to one that was known.
 */
export const BLOCKS: readonly Block[] = [
  { a: ['x', 'y'], b: ['v', 'y'] },
  { x: ['w'], y: ['w', 'v'] },
];

/** The slot in which a world is looked for first (`hash` in state-table.ts). */
export const firstSlotOf = (world: string): number => ({ a: 0, b: 1, w: 3 })[world] ?? 2;

/** A step, ordered as one thread takes them (`stepCode` in block.ts). */
export const stepCode = (place: number, step: number): number => place * 8 + step;
export const placeOf = (code: number): number => Math.floor(code / 8);

/** All worlds in the order of their numbers: as one thread finds them, breadth first. */
export function numberedByOne(blocks: readonly Block[]): string[] {
  const [first = {}] = blocks;
  return [...new Set([...Object.keys(first), ...blocks.flatMap((block) => Object.values(block).flat())])];
}
