import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rollOut } from '../../examples/rollout/embed.ts';

it('the machines run on a store and an engine of one’s own', async () => {
  expect(await rollOut()).toMatchObject({ state: 'completed', completedAt: expect.any(String), errorMessage: null });
});

it('the documentation shows exactly that program', () => {
  const program = readFileSync('examples/rollout/embed.ts', 'utf8').replace(
    '../../src/machines/index.ts',
    'holdfast/machines',
  );
  expect(readFileSync('docs/driver.md', 'utf8')).toContain(program.trim());
});
