import { describe, expect, it } from 'vitest';
import { lostUpdate } from '../../../examples/lost-update/system.ts';
import { Kernel, possibleSteps, simplerSchedules } from '../../../src/sim/index.ts';

const kernel = new Kernel(lostUpdate(2));
const step = (clerk: number, what: string): string => `clerk:${clerk} ${what}#1 takes effect`;
const interleaved = [step(1, 'read'), step(2, 'read'), step(1, 'write'), step(2, 'write')];

describe('simpler schedules', () => {
  it('are those that cost less, each of them once: fewer actors, fewer steps, fewer preemptions', () => {
    const simpler = [...simplerSchedules(kernel, interleaved)];
    expect(new Set(simpler.map((steps) => steps.join())).size).toBe(simpler.length);
    expect(simpler).toContainEqual([step(2, 'read'), step(2, 'write')]);
    expect(simpler).toContainEqual([step(1, 'read'), step(1, 'write'), step(2, 'read'), step(2, 'write')]);
    expect(simpler).not.toContainEqual(interleaved);
    for (const steps of simpler) expect(possibleSteps(kernel, steps)).toEqual(steps);
  });

  it('come to an end', () => {
    let steps: readonly string[] = interleaved;
    let rounds = 0;
    for (let next = [...simplerSchedules(kernel, steps)].at(-1); next !== undefined; rounds += 1) {
      steps = next;
      next = [...simplerSchedules(kernel, steps)].at(-1);
    }
    expect(steps).toEqual([]);
    expect(rounds).toBeGreaterThan(2);
  });

  it('leave out what is not possible in another system', () => {
    expect(possibleSteps(new Kernel(lostUpdate(1)), interleaved)).toEqual([step(1, 'read'), step(1, 'write')]);
    expect(possibleSteps(kernel, [step(1, 'write'), step(1, 'read')])).toEqual([step(1, 'read')]);
  });
});
