/** The memory that the threads of the model share, and each of the operations on it: one step of one thread. */
import { BLOCKED, type Service, type Transaction } from '../../src/sim/index.ts';
import { BLOCKS, firstSlotOf, placeOf, stepCode, type Block } from './blocks.ts';
import type { Look, Own, Order } from './machines.ts';

/** Provisional numbers of thread t begin at this times t + 1, far beyond all final ones (`STAGED` in block.ts). */
const STAGED = 100;

/** The last words of a list that a message can speak of, in a model of {@link Bugs.shortLists}: 32 bits of a length, scaled down to two. */
const LENGTHS = 4;

/** A world that was put into the table under a provisional number (`staged`, `firstStep` and `slotOf` of a block). */
interface Staged {
  readonly world: string;
  readonly first: number;
  readonly slot: number;
}

/** The shared words. What stands in one array of the code, and is written place by place by one thread each, is one cell for a place. */
export interface Memory {
  /** signals.ts. */
  readonly orders: number;
  readonly order: Order;
  readonly done: number;
  readonly lost: boolean;
  /** By thread: the place at which it sleeps (`Atomics.wait`). */
  readonly [asleep: `asleep:${number}`]: 'orders' | 'done' | null;
  /** By thread: the messages that it has not taken, each the length of the new list of worlds. */
  readonly [posted: `posted:${number}`]: readonly number[];
  /** block.ts. */
  readonly block: number;
  readonly base: number;
  readonly next: number;
  readonly moved: number;
  readonly [fresh: `fresh:${number}`]: number;
  readonly [staged: `staged:${number}`]: Staged | null;
  /** state-table.ts: the number in a slot plus one, and the worlds by number. */
  readonly [slot: `slot:${number}`]: number;
  readonly words: readonly string[];
}
type Tx = Transaction<Memory>;
type Operation<Answer> = Service<Memory, Own, Answer>;

/** What may be wrong with the operations: the first was wrong once. */
export interface Bugs {
  /** A message keeps the length of a list in so few bits that it arrives shorter; what is written beyond its end is written nowhere. */
  readonly shortLists?: boolean;
  /** A thread lies down without a last look, as if there were no second argument to `Atomics.wait`. */
  readonly sleepsBlindly?: boolean;
  /** The step that came first to a new world keeps it, whichever of them is the first in the order of the block. */
  readonly firstComes?: boolean;
}

/** Slots of the table: one for each world, so that every search of a world ends. */
const SLOTS = 6;
/** The most worlds that a thread can find new in a block. */
const MOST_STAGED = 4;
const PLACES = 2;

const numbersFrom = (start: number, count: number): number[] => Array.from({ length: count }, (_, at) => start + at);
const stagedNumbers = (threads: number): number[] =>
  numbersFrom(0, threads).flatMap((thread) => numbersFrom(STAGED * (thread + 1), MOST_STAGED));

/** The memory before the first block: its worlds are known, and in their slots. */
export function emptyMemory(threads: number): Memory {
  const words = Object.keys(BLOCKS[0] as Block);
  const each = <Value>(name: string, numbers: readonly number[], value: Value): Record<string, Value> =>
    Object.fromEntries(numbers.map((number) => [`${name}:${number}`, value]));
  return {
    orders: 0,
    order: 'none',
    done: 0,
    lost: false,
    block: 0,
    base: words.length,
    next: 0,
    moved: 0,
    words,
    ...each('asleep', numbersFrom(0, threads), null),
    ...each('posted', numbersFrom(1, threads - 1), []),
    ...each('fresh', numbersFrom(0, PLACES), 0),
    ...each('staged', stagedNumbers(threads), null),
    ...each('slot', numbersFrom(0, SLOTS), 0),
    ...Object.fromEntries(words.map((world, number) => [`slot:${firstSlotOf(world)}`, number + 1])),
  } as Memory;
}

const worldsOf = (block: number): [string, readonly string[]][] => Object.entries(BLOCKS[block] ?? {});

/** The world that a thread is looking for: where the step leads that it is at. */
function wanted({ place, step }: Own, tx: Tx): string {
  return worldsOf(tx.read('block'))[place]?.[1][step] as string;
}

/** `Atomics.notify`: all that sleep at this place are awake. */
export function notify(at: 'orders' | 'done', threads: number, tx: Tx): null {
  for (const thread of numbersFrom(0, threads))
    if (tx.read(`asleep:${thread}`) === at) tx.write(`asleep:${thread}`, null);
  return null;
}

/** `Atomics.wait`, as far as it is one instant: it looks once more, and lies down. */
function lieDown(thread: number, at: 'orders' | 'done', isEqual: boolean, tx: Tx): 'asleep' | 'not-equal' {
  if (!isEqual) return 'not-equal';
  tx.write(`asleep:${thread}`, at);
  return 'asleep';
}

/** What a slot holds for a thread that wants a world (`#known` and `#numberOf` in block-worker.ts). */
function lookAt(slot: number, held: number, own: Own, tx: Tx): Look {
  const number = held - 1;
  if (held === 0) return { found: 'empty', slot, number: 0 };
  if (number >= tx.read('base')) return { found: 'new', slot, number };
  // Beyond the end of a list there is nothing to compare with.
  const world = number < own.length ? tx.read('words')[number] : undefined;
  return { found: world === wanted(own, tx) ? 'same' : 'another', slot, number };
}

const provisional = ({ thread, staged }: Own): number => STAGED * (thread + 1) + staged;
/** Null where an order was taken too soon or twice: then the code reads what an earlier block has left there. */
const stagedAt = (number: number, tx: Tx): Staged | null => (number < STAGED ? null : tx.read(`staged:${number}`));
/** The steps of a thread that are the first that lead to a new world (`#isFirst`). */
const firsts = ({ log }: Own, tx: Tx): Own['log'] =>
  log.filter(({ code, number }) => stagedAt(number, tx)?.first === code);

const atomic = <Answer>(run: (own: Own, tx: Tx) => Answer): Operation<Answer> => ({
  access: 'write',
  atomic: true,
  run: run as Operation<Answer>['run'],
});

/** The operations, by the names that the machine has for them. */
export function operations(
  threads: number,
  { shortLists = false, sleepsBlindly = false, firstComes = false }: Bugs = {},
) {
  const others = numbersFrom(1, threads - 1);
  const arriving = (length: number): number => (shortLists ? length % LENGTHS : length);
  return {
    /** `BlockSearch.#begin`: plain writes, while all others wait for an order. */
    begin: atomic(({ block }, tx) => {
      tx.write('block', block);
      tx.write('base', tx.read('words').length);
      tx.write('next', 0);
      tx.write('moved', 0);
      for (const place of numbersFrom(0, PLACES)) tx.write(`fresh:${place}`, 0);
      for (const number of stagedNumbers(threads)) tx.write(`staged:${number}`, null);
      return null;
    }),
    /** `Publisher.update` and `postMessage`, before the order: of a list whose memory was replaced. Answers how long it is. */
    post: atomic(({ length }, tx) => {
      const now = tx.read('words').length;
      if (now !== length)
        for (const thread of others) tx.write(`posted:${thread}`, [...tx.read(`posted:${thread}`), arriving(now)]);
      return now;
    }),
    /** `Signals.give`, its four operations. */
    clearDone: atomic((_, tx) => (tx.write('done', 0), null)),
    storeOrder: atomic(({ order }, tx) => (tx.write('order', order), null)),
    addOrder: atomic((_, tx) => (tx.write('orders', tx.read('orders') + 1), null)),
    notifyOfOrder: atomic((_, tx) => notify('orders', threads, tx)),
    /** `Signals.next`. To look many times before it sleeps is to look once, later. */
    loadOrders: atomic((_, tx) => tx.read('orders')),
    waitForOrder: atomic(({ thread, orders }, tx) =>
      lieDown(thread, 'orders', sleepsBlindly || tx.read('orders') === orders, tx),
    ),
    loadOrder: atomic((_, tx) => tx.read('order')),
    /** The rest of `Atomics.wait`: it comes back once it was notified. */
    sleep: atomic(({ thread }, tx) => (tx.read(`asleep:${thread}`) === null ? null : BLOCKED)),
    /** `takeUpdate` in worker.ts: one message, if there is one. Answers how long the list of worlds is. */
    takeUpdate: atomic(({ thread, length }, tx) => {
      const [message, ...rest] = tx.read(`posted:${thread}`);
      if (message === undefined) return length;
      tx.write(`posted:${thread}`, rest);
      return message;
    }),
    /** `Signals.done`, its two operations. */
    addDone: atomic((_, tx) => (tx.write('done', tx.read('done') + 1), null)),
    notifyOfDone: atomic((_, tx) => notify('done', threads, tx)),
    /** `Signals.waitFor`. Answers how many are not done. */
    loadLost: atomic((_, tx) => tx.read('lost')),
    loadDone: atomic((_, tx) => Math.max(0, others.length - tx.read('done'))),
    waitForDone: atomic(({ thread, read }, tx) =>
      lieDown(thread, 'done', tx.read('done') === others.length - read, tx),
    ),
    /** `BlockWorker.#expand`: `Atomics.add` on the next place, a handful of one world. */
    takeWorld: atomic((_, tx) => {
      const place = tx.read('next');
      tx.write('next', place + 1);
      const world = worldsOf(tx.read('block'))[place];
      return world === undefined ? null : { place, steps: world[1].length };
    }),
    /** A plain read of a slot, in `#known` and `#numberOf`. */
    loadSlot: atomic((own, tx) => {
      const slot = (own.slot < 0 ? firstSlotOf(wanted(own, tx)) : own.slot) % SLOTS;
      return lookAt(slot, tx.read(`slot:${slot}`), own, tx);
    }),
    /** `#stage`: plain writes to a place that no other thread knows of yet. */
    stage: atomic((own, tx) => {
      const first = stepCode(own.place, own.step);
      tx.write(`staged:${provisional(own)}`, { world: wanted(own, tx), first, slot: own.slot });
      return null;
    }),
    /** `Atomics.compareExchange` on the slot. */
    claimSlot: atomic((own, tx): Look => {
      const held = tx.read(`slot:${own.slot}`);
      if (held !== 0) return lookAt(own.slot, held, own, tx);
      tx.write(`slot:${own.slot}`, provisional(own) + 1);
      return { found: 'empty', slot: own.slot, number: provisional(own) };
    }),
    /** `Atomics.load` of the slot, and `#isStaged`. */
    compareStaged: atomic((own, tx) => stagedAt(own.number, tx)?.world === wanted(own, tx)),
    /** `#precede`: the load, and each compare-and-swap. */
    loadFirst: atomic(({ number }, tx) => stagedAt(number, tx)?.first ?? -1),
    lowerFirst: atomic(({ place, step, number, read }, tx) => {
      const staged = stagedAt(number, tx);
      if (staged === null || firstComes) return read;
      if (staged.first === read) tx.write(`staged:${number}`, { ...staged, first: stepCode(place, step) });
      return staged.first;
    }),
    /** `#count`: a place belongs to the thread that has expanded it, so these are writes of one thread alone. */
    count: atomic((own, tx) => {
      for (const { code } of firsts(own, tx)) tx.write(`fresh:${placeOf(code)}`, tx.read(`fresh:${placeOf(code)}`) + 1);
      return null;
    }),
    /** `toStarts` and `BlockSearch.#extend`, while all others wait: where the worlds of each place begin, and room for all. */
    extend: atomic((_, tx) => {
      const words = [...tx.read('words')];
      for (const place of numbersFrom(0, PLACES)) {
        const count = tx.read(`fresh:${place}`);
        tx.write(`fresh:${place}`, words.length);
        words.push(...Array.from({ length: count }, () => '?'));
      }
      tx.write('words', words);
      return null;
    }),
    /** `#move`: each new world goes to its number. A typed array takes no notice of what is written beyond its end. */
    settle: atomic((own, tx) => {
      const words = [...tx.read('words')];
      for (const { code, number } of firsts(own, tx)) {
        const at = tx.read(`fresh:${placeOf(code)}`);
        const { world, slot } = stagedAt(number, tx) as Staged;
        tx.write(`fresh:${placeOf(code)}`, at + 1);
        tx.write(`slot:${slot}`, at + 1);
        if (at < own.length) words[at] = world;
        tx.write('moved', tx.read('moved') + 1);
      }
      tx.write('words', words);
      return null;
    }),
    /** `BlockSearch.#requireMoved`. */
    requireMoved: atomic((_, tx) => tx.read('moved') === tx.read('words').length - tx.read('base')),
  };
}
