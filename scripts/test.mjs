// The whole check, in the order in which a mistake is cheapest to find. Stops at the first failure.
import { spawnSync } from 'node:child_process';

const STEPS = [
  ['Build', 'npm run --silent build'],
  ['Lint', 'npm run --silent lint'],
  ['Types', 'npm run --silent typecheck'],
  ['Format', 'npm run --silent format:check'],
  ['Unused code and dependencies', 'npm run --silent knip'],
  ['Package', 'npm run --silent package:check'],
  ['Tests', 'vitest run --project unit --project explorations --project integration --coverage'],
];

const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);
const started = performance.now();

for (const [heading, command] of STEPS) {
  console.log(`\n== ${heading}: ${command}`);
  const begun = performance.now();
  const { status, signal } = spawnSync(command, { shell: true, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\nFailed: ${heading} (${signal ?? `exit ${status}`}). To run it alone: ${command}`);
    process.exit(status ?? 1);
  }
  console.log(`== ${heading}: ok, ${seconds(begun)} s`);
}
console.log(`\nAll ${STEPS.length} checks passed in ${seconds(started)} s.`);
