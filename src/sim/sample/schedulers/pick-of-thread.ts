import type { Enabled } from '../../tables/enabled.ts';
import type { Random } from '../../data/random.ts';
import type { ChoiceFacts } from './choice-facts.ts';

/** Where one of the thread's possible choices stands, each as likely; -1 if it has none. */
export function pickOfThread({ count, choices }: Enabled, facts: ChoiceFacts, thread: number, random: Random): number {
  let picked = -1;
  let seen = 0;
  for (let at = 0; at < count; at += 1) {
    if (facts.threadOf(choices[at] as number) !== thread) continue;
    seen += 1;
    // Nothing is drawn for the only one. Each further one takes its place with the chance that makes all as likely.
    if (seen === 1 || random.below(seen) === 0) picked = at;
  }
  return picked;
}
