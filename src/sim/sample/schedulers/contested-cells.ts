/** Which steps write which cells of the store, found out from the steps that are taken, and which cells several actors write. */
import { GrowingInts } from '../../data/growing.ts';

const BITS = 32;
const NOBODY = 0;
const SEVERAL = -1;

/** Cells are told apart by 32 bits: of more than 32 cells some pass for one. */
export class ContestedCells {
  /** By label the cells that it has ever written, a bit each. */
  readonly #written = new GrowingInts();
  /** By cell one more than the thread that has written it, 0 for none, or -1 for several. */
  readonly #writers = new Int32Array(BITS);
  /** The cells that several threads have written, each as its bit, in the order in which that was seen. */
  readonly #contested = new GrowingInts(BITS);
  #turn = 0;

  /** Notes that a step of that label and thread wrote these cells. */
  note(label: number, thread: number, cells: number): void {
    if ((this.cellsOf(label) & cells) === cells) return;
    this.#written.set(label, this.cellsOf(label) | cells);
    for (let cell = 0; cell < BITS; cell += 1) if ((cells & (1 << cell)) !== 0) this.#noteWriter(cell, thread);
  }

  /** The cells that steps of the label were seen to write, a bit each. */
  cellsOf(label: number): number {
    return label < this.#written.size ? this.#written.at(label) : 0;
  }

  /** The bit of the contested cell whose turn it is; 0 while none is known. */
  next(): number {
    const { size } = this.#contested;
    if (size === 0) return 0;
    this.#turn += 1;
    return this.#contested.at(this.#turn % size);
  }

  #noteWriter(cell: number, thread: number): void {
    const before = this.#writers[cell] as number;
    if (before === SEVERAL || before === thread + 1) return;
    this.#writers[cell] = before === NOBODY ? thread + 1 : SEVERAL;
    if (before !== NOBODY) this.#contested.push(1 << cell);
  }
}
