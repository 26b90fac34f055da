/** A process of its own: `node two-phase-commit-run.js 7` explores two-phase commit with 7 managers and prints what it found. */
import { twoPhaseCommit } from '../examples/two-phase-commit/system.ts';
import { explore, Kernel } from '../src/sim/index.ts';

const { verdict, states, transitions, findings } = explore(new Kernel(twoPhaseCommit(Number(process.argv[2]))));
const properties = Object.fromEntries(findings.map(({ property, result }) => [property.name, result]));
console.log(JSON.stringify({ verdict, states, transitions, properties }));
