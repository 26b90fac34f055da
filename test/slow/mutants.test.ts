import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HOURS = 3_600_000;

describe('the mutants of the explorer', () => {
  it('are all killed by the tests that they name, or equivalent', { timeout: 3 * HOURS }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/mutants.mjs'], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    expect(stdout).toMatch(/\d+ mutants: /);
    expect({ status, table: stdout, stderr }).toMatchObject({ status: 0 });
  });
});
