import { describe, expect, it } from 'vitest';
import { explore, Kernel, type AnySystem } from '../../src/sim/index.ts';
import { expectedOf, foundOf } from './expected.ts';
import { ORACLES } from './index.ts';
import type { Oracle } from './oracle.ts';

/** Models that are explored in no time, so that each of their actions can be left out. */
const small = ORACLES.filter(
  ({ published, slow, orbits }) => slow !== true && orbits !== true && published.states <= 100,
);

function without(label: string, system: AnySystem): AnySystem {
  const { [label]: _, ...environment } = system.environment ?? {};
  return { ...system, environment };
}

/** The labels of actions without which the numbers would be the same. */
function notMissed(oracle: Oracle): string[] {
  const system = oracle.system();
  return Object.keys(system.environment ?? {}).filter((label) => {
    const found = foundOf(explore(new Kernel(without(label, system))), oracle);
    return JSON.stringify(found) === JSON.stringify(expectedOf(oracle));
  });
}

/** Actions that never happen, whatever the run. */
const IDLE: Readonly<Record<string, readonly string[]>> = {
  'Echo, 3 nodes': ['b receives c from a', 'c receives c from a'],
  'clean, 5 DNA and 5 primers': ['anneal 6', 'anneal 7', 'anneal 8', 'anneal 9', 'anneal 10'],
  'stages, 5 DNA and 5 primers': ['anneal 6', 'anneal 7', 'anneal 8', 'anneal 9', 'anneal 10'],
};

describe('the published numbers', () => {
  it.each(small)('of $name are missed without any one action', (oracle) => {
    expect(notMissed(oracle)).toEqual(IDLE[oracle.name] ?? []);
  });
});
