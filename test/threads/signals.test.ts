import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { AtomicOperations } from '../../src/sim/data/atomics.ts';
import { Signals } from '../../src/threads/signals.ts';

const { load, store, compareExchange, wait, notify } = Atomics;
const OPERATIONS = { load, store, compareExchange, wait, notify };

/** Wakes whoever waits, again and again, and only then gives the order. */
const LATE = `
  const { workerData: memory } = require('node:worker_threads');
  const rest = new Int32Array(new SharedArrayBuffer(4));
  for (let i = 0; i < 20; i += 1) {
    Atomics.wait(rest, 0, 0, 5);
    Atomics.notify(memory, 0);
  }
  Atomics.store(memory, 1, 7);
  Atomics.add(memory, 0, 1);
  Atomics.notify(memory, 0);
`;

describe('a thread that waits for an order', () => {
  it('goes on waiting when it is woken and there is none', async () => {
    const signals = new Signals();
    const worker = new Worker(LATE, { eval: true, workerData: signals.memory });
    expect(signals.next(0)).toBe(7);
    await worker.terminate();
  });

  it('takes each order once, in turn', () => {
    const signals = new Signals();
    signals.give(3);
    expect(signals.next(0)).toBe(3);
    signals.give(4);
    expect(signals.next(1)).toBe(4);
  });

  it('takes the one that was given, however soon it looks', () => {
    const { memory } = new Signals();
    const taken: number[] = [];
    const add = (list: Int32Array, at: number, value: number): number => {
      const before = Atomics.add(list, at, value);
      taken.push(new Signals(memory).next(before));
      return before;
    };
    const giving = new Signals(memory, { atomics: { ...OPERATIONS, add } as unknown as AtomicOperations });
    giving.give(3);
    giving.give(4);
    expect(taken).toEqual([3, 4]);
  });
});

describe('a thread that waits for the others', () => {
  it('goes on when all are done', () => {
    const signals = new Signals();
    signals.give(1);
    signals.done();
    expect(signals.waitFor(1)).toBe('done');
    signals.give(2);
    signals.done();
    expect(signals.waitFor(2)).toBe('waiting');
    signals.done();
    expect(signals.waitFor(2)).toBe('done');
  });

  it('waits no longer than a moment at a time for one that is slow, and does not take it for lost', () => {
    const signals = new Signals();
    signals.give(1);
    const started = performance.now();
    for (let moments = 0; moments < 5; moments += 1) expect(signals.waitFor(1)).toBe('waiting');
    expect(performance.now() - started).toBeLessThan(20_000);
    signals.done();
    expect(signals.waitFor(1)).toBe('done');
  });

  it('goes on at once when one is lost, whatever the others have done', () => {
    const signals = new Signals();
    signals.give(1);
    signals.lose();
    expect(signals.waitFor(1)).toBe('lost');
    signals.done();
    expect(signals.waitFor(1)).toBe('lost');
  });
});
