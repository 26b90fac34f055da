/** What a failing matcher says. */
import { costText, renderTimeline, timelineOf, type Refutation } from '../report/index.ts';
import { standingAfter, traceOf, type Path } from '../sim/index.ts';
import type { Check, Outcome } from './system-check.ts';
import { replayCode } from './replay-code.ts';

type Counterexample = Refutation['counterexample'];

/** Why these properties do not hold, or are not known to: each with its race and how to replay it. */
export function failureText(check: Check, failed: readonly Outcome[]): string {
  const broken = failed.filter(({ result }) => result === 'violated');
  const open = failed.filter(({ result }) => result === 'inconclusive');
  return [
    ...broken.map((outcome) => brokenText(check, outcome)),
    ...(open.length === 0 ? [] : [openText(check, open)]),
    seenText(check),
  ].join('\n\n');
}

/** Why `.not.toHold` fails: everything that was asked for holds. */
export function holdsText(check: Check): string {
  const names = check.outcomes.map(({ property }) => property.name).join(', ');
  return `${check.kernel.system.name} was expected to break one of: ${names}. It breaks none.\n\n${seenText(check)}`;
}

/** Why neither `toHold` nor `.not.toHold` can be answered. */
export const unknownText = (check: Check, open: readonly Outcome[]): string =>
  `${openText(check, open)}\n\n${seenText(check)}`;

function brokenText(check: Check, { property, path, shrunk }: Outcome): string {
  const { name, summary } = property;
  if (path === undefined) return `${name} is never reached: ${summary}`;
  const counterexample = counterexampleOf(check, path);
  const timeline = timelineOf({ name, message: path.message, counterexample });
  return [
    `${name} is violated: ${path.message}`,
    renderTimeline(timeline, { focus: name }),
    ...(property.kind === 'liveness'
      ? [['There', ...standingAfter(check.kernel, path.choices).map((line) => `  ${line}`)].join('\n')]
      : []),
    ...(shrunk === undefined ? [] : [`${path.choices.length} steps${costText(shrunk)}`]),
    ...(path.choices.length + (path.cycle?.length ?? 0) === 0 ? [NO_STEPS] : replayLines(counterexample, check)),
  ].join('\n\n');
}

const NO_STEPS = 'That is so before the first step: there is nothing to replay.';

function replayLines(counterexample: Counterexample, check: Check): string[] {
  return ['To replay it, with `system` for what was checked:', indented(replayCode(counterexample, check))];
}

/** The path with what each step changes and breaks: of all safety properties, as that is what a replay shows. */
function counterexampleOf({ kernel }: Check, { choices, cycle, outOfReach }: Path): Counterexample {
  const steps = traceOf(kernel, [...choices, ...(cycle ?? [])], kernel.system.properties ?? []);
  return {
    steps: steps.slice(0, choices.length),
    ...(cycle === undefined ? {} : { cycle: steps.slice(choices.length) }),
    ...(outOfReach === undefined ? {} : { outOfReach }),
  };
}

function openText({ kernel, options }: Check, open: readonly Outcome[]): string {
  const names = open.map(({ property }) => property.name).join(', ');
  const are = open.length === 1 ? 'is' : 'are';
  const hint = options.sample === undefined ? WIDER : SAMPLED;
  return `${names} ${are} inconclusive: ${kernel.system.name} was not seen whole. ${hint}`;
}

const WIDER =
  "Raise the limit, lower the faults, or say { atLeast: 'bounded' } if it is enough that nothing was found so far";
const SAMPLED = 'Draw more schedules, or explore';

/** The verdict, with how much was seen and what cut it short. */
function seenText({ kernel, seen }: Check): string {
  const { name } = kernel.system;
  const worlds = `${grouped(seen.states)} worlds`;
  if (seen.verdict === 'sampled')
    return `verdict: sampled. ${grouped(seen.runs)} schedules of ${name} went through ${worlds}; they prove nothing about the others.`;
  const effort = `${worlds}, ${grouped(seen.transitions)} transitions`;
  if (seen.verdict === 'exhausted') return `verdict: exhausted. Every reachable world of ${name} was seen: ${effort}.`;
  return `verdict: bounded. ${seen.bound ?? 'A limit'} cut the exploration of ${name} after ${effort}.`;
}

const grouped = (count: number): string => count.toLocaleString('en-US');

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
