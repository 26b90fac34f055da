import { describe, expect, it } from 'vitest';
import { Staleness } from '../../../../src/sim/sample/schedulers/staleness.ts';

const NOBODY_WAITS = new Int32Array(3);

describe('what an actor has read', () => {
  it('is stale once another changes it, until it is read again', () => {
    const reads = new Staleness(3);
    reads.read(0, 0b011);
    reads.read(1, 0b100);
    expect(reads.isStale(0)).toBe(false);
    reads.change(1, 0b010, NOBODY_WAITS);
    expect([reads.isStale(0), reads.isStale(1)]).toEqual([true, false]);
    reads.read(0, 0b001);
    expect(reads.isStale(0)).toBe(true);
    reads.read(0, 0b010);
    expect(reads.isStale(0)).toBe(false);
  });

  it('is not stale by what the actor changes itself, nor once it is forgotten', () => {
    const reads = new Staleness(3);
    reads.read(0, 0b1);
    reads.change(0, 0b1, NOBODY_WAITS);
    expect(reads.isStale(0)).toBe(false);
    reads.forget(0);
    reads.change(1, 0b1, NOBODY_WAITS);
    expect(reads.isStale(0)).toBe(false);
  });

  it('tells of a change whether it concerns one that waits, but not who changes it', () => {
    const reads = new Staleness(3);
    const waits = Int32Array.of(0, 5, 0);
    reads.read(0, 0b01);
    reads.read(1, 0b10);
    expect([reads.change(2, 0b01, waits), reads.change(2, 0b10, waits), reads.change(1, 0b10, waits)]).toEqual([
      false,
      true,
      false,
    ]);
    // Who is no actor may change what actors have read.
    expect(reads.change(12, 0b10, waits)).toBe(true);
  });

  it('is nothing at all after everything is cleared', () => {
    const reads = new Staleness(3);
    reads.read(0, 0b1);
    reads.change(1, 0b1, NOBODY_WAITS);
    reads.clear();
    expect([reads.isStale(0), reads.change(1, 0b1, Int32Array.of(1, 1, 1))]).toEqual([false, false]);
  });
});
