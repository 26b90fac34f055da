/** What may happen in the worlds that a walk has been to, kept: most schedules go through few worlds that none before them did. */
import type { Enabled } from './enabled.ts';
import { GrowingInts } from '../data/growing.ts';

/** Integers for one choice. */
const ENTRY = 3;
/** Integers that all lists together may take; worlds that are new after that are not kept. */
const MOST = 2 ** 23;

export class EnabledMemo {
  /** By world where its list begins; 0 if it isn't kept. */
  readonly #starts = new GrowingInts();
  /** Lists: how many integers, then choice, outcome, fault, and so on. */
  readonly #lists = new GrowingInts(1024);

  constructor() {
    this.#lists.push(0);
  }

  /** Fills `into` with what may happen in the world of this number; false if that isn't kept. */
  load(world: number, into: Enabled, faultFree: boolean): boolean {
    const start = world < this.#starts.size ? this.#starts.at(world) : 0;
    if (start === 0) return false;
    const lists = this.#lists.data;
    const length = lists[start] as number;
    const end = start + length;
    into.count = 0;
    into.reserve(length / ENTRY);
    for (let at = start + 1; at <= end; at += ENTRY) {
      const fault = lists[at + 2] as number;
      if (!faultFree || fault < 0) into.add(lists[at] as number, lists[at + 1] as number, fault);
    }
    return true;
  }

  /** Keeps all that may happen in the world of this number, faults included. */
  keep(world: number, { count, choices, outcomes, faults }: Enabled): void {
    if (this.#lists.size > MOST) return;
    this.#starts.set(world, this.#lists.size);
    this.#lists.push(count * ENTRY);
    for (let at = 0; at < count; at += 1) {
      this.#lists.push(choices[at] as number);
      this.#lists.push(outcomes[at] as number);
      this.#lists.push(faults[at] as number);
    }
  }
}
