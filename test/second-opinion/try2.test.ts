import fc from 'fast-check';
import { it } from 'vitest';
import { anyPlan } from './draw.ts';
import { wrongSwitches } from './switches.ts';
it('tries', () => {
  const seed = Number(process.env['SEED'] ?? 1),
    n = Number(process.env['N'] ?? 100);
  let i = 0,
    big = 0,
    t = 0,
    bad = 0,
    err = 0;
  const kinds = new Map<string, number>();
  for (const plan of fc.sample(anyPlan, { seed, numRuns: n })) {
    i += 1;
    try {
      const d = wrongSwitches(plan, Number(process.env['LIMIT'] ?? 150));
      if (d === null) {
        big += 1;
        continue;
      }
      t += 1;
      if (d.length > 0) {
        bad += 1;
        if (bad <= Number(process.env['SHOW'] ?? 3))
          console.log(
            i,
            d.map((x) => x.slice(0, 300)).join('\n'),
            JSON.stringify(plan).slice(0, Number(process.env['CHARS'] ?? 0)),
          );
      }
      for (const x of d) {
        const k = x.slice(0, 60);
        kinds.set(k, (kinds.get(k) ?? 0) + 1);
      }
    } catch (e) {
      err += 1;
      const k = String((e as Error).stack).slice(0, 300);
      kinds.set(k, (kinds.get(k) ?? 0) + 1);
    }
  }
  console.log({ i, big, t, bad, err }, kinds);
}, 600000);
