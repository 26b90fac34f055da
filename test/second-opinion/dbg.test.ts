import fc from 'fast-check';
import { it } from 'vitest';
import { anyPlan } from './draw.ts';
import { differences } from './compare.ts';
it('dbg', () => {
  const [seed, n] = [Number(process.env['SEED']), Number(process.env['I'])];
  const plan = fc.sample(anyPlan, { seed, numRuns: n }).at(-1)!;
  console.log(differences(plan, 300)?.map((x) => x.slice(0, 700)).join('\n'));
  console.log(JSON.stringify(plan));
});
