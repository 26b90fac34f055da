/** `npm run oracles`: explores every model with published numbers, and prints the tables of docs/oracles.md. */
import { explore, Kernel } from '../../src/sim/index.ts';
import { expectedOf, foundOf, type Numbers } from './expected.ts';
import { ORACLES } from './index.ts';
import type { Oracle } from './oracle.ts';
import { oraclesTable, violationsTable } from './table.ts';
import type { PublishedViolation } from './violation.ts';
import { VIOLATIONS } from './violations.ts';

const USAGE = 'Known: --quick (leaves out what takes long)';

const isQuick = process.argv.includes('--quick');

/** Models whose numbers are not the published ones, with both. */
const wrong: string[] = [];

function oursOf(oracle: Oracle): Numbers | null {
  if (isQuick && oracle.slow === true) return null;
  const found = foundOf(explore(new Kernel(oracle.system()), { symmetry: oracle.orbits === true }), oracle);
  const expected = expectedOf(oracle);
  if (JSON.stringify(found) !== JSON.stringify(expected))
    wrong.push(`${oracle.name}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
  return found;
}

function stepsOf({ name, property, shortest, system }: PublishedViolation): number | undefined {
  const { findings } = explore(new Kernel(system()));
  const finding = findings.find((one) => one.property.name === property);
  if (finding?.result !== 'violated') wrong.push(`${name}: "${property}" is not violated`);
  return shortest === undefined ? undefined : finding?.path?.choices.length;
}

const unknown = process.argv.slice(2).find((argument) => argument !== '--quick');
if (unknown === undefined) {
  console.log(oraclesTable(ORACLES, oursOf));
  console.log();
  console.log(violationsTable(VIOLATIONS, stepsOf));
  for (const text of wrong) console.error(text);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} else {
  console.error(`Unknown option "${unknown}". ${USAGE}`);
  process.exitCode = 2;
}
