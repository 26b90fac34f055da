import { defineConfig } from 'vitest/config';

/** What explores large systems or many of them: too long to wait for between two changes. */
const EXPLORATIONS = [
  'test/{cli/check,cli/matrix,cli/replay,cli/simulate,examples,fast-check,oracles,rollout,second-opinion}/**/*.test.ts',
  'test/scenarios.test.ts',
  'test/driver/run-drives.test.ts',
  'test/store/claims-compared.test.ts',
  'test/machines/lint/laws.test.ts',
  'test/sim/data/memory.test.ts',
  'test/sim/{explore-symmetry,symmetry-rollout}.test.ts',
  'test/sim/*/{crew,fair-cycle,growth,reduction,shrink,symmetry,unfolded-path,weaken,walk-to-goals}.test.ts',
  'test/sim/sample/schedulers/{fault-plan,portfolio,race-directed}.test.ts',
];

/**
 * `unit` is everything fast, `explorations` what explores for seconds and more, `integration` starts real processes and databases and is never skipped, `slow` is what
 * `npm test` leaves out: run it with `npm run slow`.
 */
export default defineConfig({
  test: {
    // A test file each for both cores: few of them wait for anything.
    maxWorkers: '100%',
    setupFiles: ['test/every-test-asserts.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/slow/**', 'test/integration/**', ...EXPLORATIONS],
          // On a busy machine what takes one second takes ten.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'explorations',
          include: EXPLORATIONS,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
