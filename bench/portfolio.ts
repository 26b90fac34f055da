/** How many schedules the default portfolio of schedulers draws until it finds a race: no peer, to be watched over time. */
import type { Row, Side } from './row.ts';
import { percentile, schedulesToFind, SEED_RACES, type SeedRace } from './seed-races.ts';

const SEEDS = 1000;
const QUICK_SEEDS = 50;

function finding(race: SeedRace, seeds: number): Side {
  return {
    once: 'cold',
    job: () => {
      const counts = schedulesToFind(race, seeds);
      return {
        schedules: counts.reduce((sum, count) => sum + count, 0),
        'for half of the seeds': percentile(counts, 50),
        'for 90 of 100': percentile(counts, 90),
        'for 99 of 100': percentile(counts, 99),
      };
    },
  };
}

export function row(quick: boolean): Row {
  const seeds = quick ? QUICK_SEEDS : SEEDS;
  return {
    sides: Object.fromEntries(
      Object.entries(SEED_RACES).map(([name, race]) => [`${name}, ${seeds} seeds`, () => finding(race, seeds)]),
    ),
    figures: Object.keys(SEED_RACES).map((name) => ({
      name,
      unit: 'schedules',
      when: 'cold',
      ours: `${name}, ${seeds} seeds`,
    })),
  };
}
