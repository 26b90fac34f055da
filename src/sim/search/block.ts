/** What the threads that expand a block of worlds side by side have in common. */
import { ints, type Ints } from '../data/growing.ts';

/** The most worlds in a block. */
export const BLOCK = 2 ** 15;
/** The most worlds that one thread may find new in a block. */
export const STAGED = 2 ** 18;

/**
 * What is done with a block, one after the other; all threads finish with one before the next is begun. The slots of the table
 * are refilled only where there have to be more.
 */
export const PHASE = { refill: 0, expand: 1, count: 2, settle: 3, link: 4 } as const;

/** What has become of a world of the block. */
export const STATUS = { open: 0, deferred: 1 } as const;

/** Places in {@link Block.control}. */
export const CONTROL = { start: 0, count: 1, base: 2, next: 3 } as const;

/** The memory of a block, as one thread hands it to another. */
export interface BlockMemory {
  readonly threads: number;
  /** Number of the first world, how many there are, the base, and the place of the next world to hand out. */
  readonly control: Ints;
  /** By place: what became of the world, and whether somebody has to look at its steps. */
  readonly status: Ints;
  readonly looks: Ints;
  /** By place: how many worlds it is the first to lead to, and how many edges it has; then where each of them begin. */
  readonly fresh: Ints;
  readonly edges: Ints;
  /** By the word of a fault's budget: how many steps were injections. After them: how many steps there were, and how many worlds were moved. */
  readonly tally: Ints;
  /** By provisional number less the base: the first step that leads there, the slot in the table, and the number in the end. */
  readonly firstStep: Ints;
  readonly slotOf: Ints;
  readonly settled: Ints;
}

/**
 * Memory for blocks of worlds that are `width` words wide. Worlds of a block are known by their place in it, worlds that are new
 * by a provisional number: those of thread t begin at `base + t * STAGED`, where `base` worlds were known when the block was begun.
 */
export function blockMemory(threads: number, width: number): BlockMemory {
  const perPlace = (): Ints => ints(BLOCK);
  const perNew = (): Ints => ints(threads * STAGED);
  return {
    threads,
    control: ints(4),
    status: perPlace(),
    looks: perPlace(),
    fresh: perPlace(),
    edges: perPlace(),
    tally: ints(width + 2),
    firstStep: perNew(),
    slotOf: perNew(),
    settled: perNew(),
  };
}

/** A step of a block: the place of its world, and its own place among the steps of that world. Ordered as one thread takes them. */
export const stepCode = (place: number, step: number): number => (place << 16) | step;

/** The most steps of a world that {@link stepCode} can tell apart. */
export const MOST_STEPS = 2 ** 16;

/** The place of the world that a step starts from. */
export const placeOf = (code: number): number => code >> 16;
