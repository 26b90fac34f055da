/**
 * Every possible choice as likely, faults included: a random walk. It has no idea of where races are, and no blind spot; a
 * choice that stays possible is taken at the latest after a while, so faults come early.
 */
import type { Enabled } from '../../tables/enabled.ts';
import type { Random } from '../../data/random.ts';
import type { Scheduler } from './scheduler.ts';

export class Uniform implements Scheduler {
  #random: Random | undefined;

  begin(random: Random): void {
    this.#random = random;
  }

  pick({ count }: Enabled): number {
    return (this.#random as Random).below(count);
  }
}
