/**
 * What fairness still asks of a run that goes round a cycle, as it goes.
 *
 * Fairness is per unit, as in TLA+ it is per action: weak fairness (WF, justice) asks for every unit that is possible all the
 * time, strong fairness (SF, compassion) for every unit that is possible again and again.
 */

import type { Fairness } from '../contract/system.ts';

/** The fairness that is about cycles and their units. */
export type UnitFairness = Exclude<Fairness, 'transition'>;

/** Follows a cycle from one of its worlds. Units are numbers or names. */
export class Owed<Unit> {
  readonly #fairness: UnitFairness;
  /** Possible in every world so far; in none yet. */
  #always: ReadonlySet<Unit> | null = null;
  readonly #sometimes = new Set<Unit>();
  readonly #taken = new Set<Unit>();

  constructor(fairness: UnitFairness) {
    this.#fairness = fairness;
  }

  /** The cycle comes to a world in which these units are possible. */
  visit(possible: ReadonlySet<Unit>): void {
    for (const unit of possible) this.#sometimes.add(unit);
    this.#always = new Set([...(this.#always ?? possible)].filter((unit) => possible.has(unit)));
  }

  take(unit: Unit): void {
    this.#taken.add(unit);
  }

  /** The units without which the run would be unfair if it went round like this for ever. */
  units(): Set<Unit> {
    const asked = this.#fairness === 'weak' ? (this.#always ?? []) : this.#sometimes;
    return new Set([...asked].filter((unit) => !this.#taken.has(unit)));
  }

  /** Possible somewhere and never taken. */
  starved(): Unit[] {
    return [...this.#sometimes].filter((unit) => !this.#taken.has(unit));
  }
}
