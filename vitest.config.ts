import { defineConfig } from 'vitest/config';

/**
 * `unit` is everything fast, `integration` starts real processes and databases and is never skipped, `slow` is what
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
          exclude: ['test/slow/**', 'test/integration/**'],
          // On a busy machine what takes one second takes ten.
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
