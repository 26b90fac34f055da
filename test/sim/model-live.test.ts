import { describe, expect, it, vi } from 'vitest';
import { disagreement } from './agreement.ts';
import { SYSTEMS } from './systems.ts';

const WALKS = 12;
const STEPS = 40;

describe('the model and live actors agree after every step of a random walk', () => {
  it.each(SYSTEMS.map((system) => [system.name, system] as const))('on %s', async (_name, system) => {
    expect(await disagreement(system, WALKS, STEPS)).toBeNull();
  });
});
