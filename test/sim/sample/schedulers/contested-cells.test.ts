import { describe, expect, it } from 'vitest';
import { ContestedCells } from '../../../../src/sim/sample/schedulers/contested-cells.ts';

describe('contested cells', () => {
  it('are those that several threads write, whatever each of them writes besides, and have their turns one after the other', () => {
    const cells = new ContestedCells();
    cells.note(0, 0, 0b0011);
    expect(cells.next()).toBe(0);
    cells.note(1, 0, 0b0100);
    expect(cells.next()).toBe(0);
    cells.note(2, 1, 0b0110);
    cells.note(2, 1, 0b0110);
    expect([cells.next(), cells.next(), cells.next(), cells.next()].toSorted((a, b) => a - b)).toEqual([
      0b0010, 0b0010, 0b0100, 0b0100,
    ]);
  });

  it('remember of a label all that it has ever written', () => {
    const cells = new ContestedCells();
    cells.note(7, 0, 0b01);
    cells.note(7, 0, 0b10);
    expect([cells.cellsOf(7), cells.cellsOf(6), cells.cellsOf(900)]).toEqual([0b11, 0, 0]);
  });

  it('may be any of 32', () => {
    const cells = new ContestedCells();
    for (const thread of [0, 1]) cells.note(thread, thread, 1 << 31);
    expect(cells.next()).toBe(1 << 31);
  });
});
