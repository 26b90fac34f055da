/** The lines that replay a counterexample in a test of one's own. */
import type { Refutation } from '../report/index.ts';
import type { Check } from './system-check.ts';

type Labelled = readonly { readonly label: string }[];

/**
 * TypeScript that follows the schedule on the model and prints it as a timeline, for a module in which `system` is what was checked.
 * It uses nothing but `holdfast/sim` and `holdfast/report`.
 */
export function replayCode({ steps, cycle }: Refutation['counterexample'], { options: { faults } }: Check): string {
  const system = faults === undefined ? 'system' : `{ ...system, faults: ${JSON.stringify(faults)} }`;
  const names = ['Kernel', 'ModelExecution', 'replay', ...(cycle === undefined ? [] : ['followCycle'])];
  return [
    "import { renderTimeline } from 'holdfast/report';",
    `import { ${names.toSorted((a, b) => a.localeCompare(b)).join(', ')} } from 'holdfast/sim';`,
    '',
    `const execution = new ModelExecution(new Kernel(${system})); // live actors: new LiveExecution(${system})`,
    'const properties = system.properties ?? [];',
    `const trace = await replay(execution, ${listOf(steps)}, { properties });`,
    'console.log(renderTimeline(trace));',
    ...(cycle === undefined ? [] : cycleLines(cycle)),
  ].join('\n');
}

function cycleLines(cycle: Labelled): string[] {
  return [
    `const round = await followCycle(execution, ${listOf(cycle)}, properties);`,
    'console.log(renderTimeline(round.trace), round.missed);',
  ];
}

function listOf(steps: Labelled): string {
  if (steps.length === 0) return '[]';
  return `[\n${steps.map(({ label }) => `  ${quoted(label)},\n`).join('')}]`;
}

/** In single quotes, as most would write it. */
function quoted(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}
