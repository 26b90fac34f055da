import { it } from 'vitest';
import { interchangeableOperations } from '../../examples/interchangeable-operations/system.ts';
import { rolloutSystem } from '../../src/rollout/index.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { explore } from '../../src/sim/explore.ts';
import { Symmetry } from '../../src/sim/symmetry.ts';
import { explored } from './quotient.ts';
it('t', () => {
  const began = performance.now();
  const kernel = new Kernel(interchangeableOperations(12));
  const found = explored(kernel, new Symmetry(kernel));
  console.log('T12', found.worlds.size, found.transitions, performance.now() - began);
});
it('big', () => {
  const system = rolloutSystem({ operations: 3, protocol: 'merged' });
  const whole = explore(new Kernel(system));
  const began = performance.now();
  const kernel = new Kernel(system);
  const found = explored(kernel, new Symmetry(kernel));
  console.log('TBIG', whole.states, found.worlds.size, found.transitions, performance.now() - began);
  console.log(JSON.stringify(whole.findings.map((f) => [f.property.name, f.result==='holds', found.verdicts[f.property.name]])));
}, 100000);
