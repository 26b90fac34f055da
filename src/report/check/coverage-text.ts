/** What a check exercised of the machines, for people. */
import type { MachineCoverage, TransitionCoverage } from '../../sim/index.ts';
import { DEFAULT_WIDTH } from '../terminal/look.ts';
import { printable, underHead, wrap } from '../terminal/text.ts';

const HEAD = 'exercised: ';
const INDENT = '  ';

/** A line for each machine: `exercised: drive 12/14 states, 28/30 transitions, 8/9 guards both ways`. */
export function coverageLines(coverage: readonly MachineCoverage[], width = DEFAULT_WIDTH): string {
  const lines = coverage.flatMap((machine) => hanging(lineOf(machine), width, HEAD.length));
  return underHead(HEAD, lines);
}

/** Everything that was never exercised, by machine; empty if there is nothing. */
export function coverageGaps(coverage: readonly MachineCoverage[], width = DEFAULT_WIDTH): string {
  return coverage
    .flatMap((machine) => gapsOf(machine))
    .map(({ title, items }) =>
      [
        printable(title),
        ...items.flatMap((item) => hanging(item, width, INDENT.length).map((line) => INDENT + line)),
      ].join('\n'),
    )
    .join('\n\n');
}

function lineOf({ machine, states, transitions }: MachineCoverage): string {
  const guards = transitions.flatMap(({ guard }) => guard ?? []);
  const parts = [
    ...part(states.filter(({ covered }) => covered).length, states.length, 'states'),
    ...part(transitions.filter(({ covered }) => covered).length, transitions.length, 'transitions'),
    ...part(guards.filter((guard) => guard.seenTrue && guard.seenFalse).length, guards.length, 'guards both ways'),
  ];
  return `${machine} ${parts.join(', ') || 'has neither states nor transitions'}`;
}

const part = (covered: number, all: number, noun: string): string[] => (all === 0 ? [] : [`${covered}/${all} ${noun}`]);

interface Gap {
  readonly title: string;
  readonly items: readonly string[];
}

function gapsOf({ machine, states, transitions }: MachineCoverage): Gap[] {
  const always = transitions.filter(({ guard }) => guard !== null && guard.seenTrue && !guard.seenFalse);
  const gaps = [
    ['states never entered', states.filter(({ covered }) => !covered).map(({ name }) => name)],
    ['transitions never taken', transitions.filter(({ covered }) => !covered).map(untaken)],
    ['guards that always passed', always.map(({ name }) => name)],
  ] as const;
  return gaps.flatMap(([what, items]) => (items.length === 0 ? [] : [{ title: `${machine}: ${what}`, items }]));
}

/** A guard that never passed is the reason why its transition was never taken, and is told there. */
function untaken({ name, guard }: TransitionCoverage): string {
  if (guard === null || guard.seenTrue) return name;
  return `${name} (its guard ${guard.seenFalse ? 'never passed' : 'was never asked'})`;
}

/** Wraps a line; what doesn't fit goes on a little further in. */
function hanging(text: string, width: number, indent: number): string[] {
  const [first = '', ...rest] = wrap(printable(text), width - indent - INDENT.length);
  return [first, ...rest.map((line) => INDENT + line)];
}
