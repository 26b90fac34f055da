import fc from 'fast-check';
import { it } from 'vitest';
import { anyPlan } from './draw.ts';
import { build } from './build.ts';
import { explorePlainly } from './opinion.ts';
import { Kernel, ModelExecution } from '../../src/sim/index.ts';
it('dbg', () => {
  const plan = fc.sample(anyPlan, { seed: 1, numRuns: Number(process.env['I']) }).at(-1)!;
  const s = build(plan);
  const o = explorePlainly(s, 1000)!;
  o.worlds.forEach((w, i) =>
    console.log(
      i,
      JSON.stringify(w.actors) + JSON.stringify(w.cells) + JSON.stringify(w.left) + w.old.length,
      o.edges[i]!.map((e) => e.unit + '→' + e.to.join('|')).join('; '),
    ),
  );
  for (let r = 0; r < 4; r += 1) {
    const e = new ModelExecution(new Kernel(s as never));
    for (let j = 0; j < 6; j += 1) {
      const p = e.possible();
      console.log(JSON.stringify(e.picture()), p.map((x) => x.label).join('; '));
      if (!p.length) break;
      e.take(p[(r * 7 + j) % p.length]!);
    }
  }
});
