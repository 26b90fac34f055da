/** A scenario's outcome as text. */
import { renderTimeline, type CheckOptions } from '../../report/index.ts';
import type { FixedRun, Scenario, ScenarioReport, Seen } from '../../rollout/index.ts';
import { prose } from '../terminal/prose.ts';

type Width = Pick<CheckOptions, 'width'>;

/** One sentence: what broke under which protocol, and what mends it. */
export function scenarioLine({ name, fixed }: Scenario, { ok, buggy }: ScenarioReport, width: Width): string {
  const breaks = buggy.breaks.map(
    ({ expected, seen }) => `${expected.property} ${seen === null ? 'NOT SEEN' : `at ${place(seen)}`}`,
  );
  const mended = 'protocol' in fixed ? `${fixed.protocol} holds` : `no shipped protocol mends it: ${fixed.needs}`;
  const result = ok ? mended : 'not as the file says';
  return prose(`${ok ? '✓' : '✗'} ${name}: ${buggy.protocol} breaks ${breaks.join(', ')}; ${result}`, width);
}

/** The whole story: the race as a timeline, what it broke, and the same steps under the fixed protocol. */
export function scenarioText(scenario: Scenario, report: ScenarioReport, options: CheckOptions): string {
  const { buggy, fixed, problems } = report;
  const seen = buggy.breaks.flatMap((one) => (one.seen === null ? [] : [one.seen]));
  const lines = [
    scenarioLine(scenario, report, options),
    prose(scenario.summary, options),
    '',
    `Under ${buggy.protocol}:`,
    renderTimeline({ ...buggy.trace, initially: buggy.brokenAtStart }, options),
    '',
    ...seen.map((one) => prose(`✗ ${one.property} breaks at ${place(one)}: ${one.message}`, options)),
    ...(fixed === null ? [] : ['', prose(fixedText(fixed), options)]),
    ...problems.map((problem) => prose(`✗ ${problem}`, options)),
  ];
  return `${lines.join('\n')}\n`;
}

function fixedText({ protocol, trace, worldsOnward, breaks }: FixedRun): string {
  const skipped = trace.skipped.length;
  const left = skipped === 0 ? 'all steps are possible' : `${skipped} of the steps are not possible`;
  const holds = `none of it breaks, nor in any of the ${worldsOnward.toLocaleString('en-US')} worlds that may follow without faults`;
  return `${breaks.length === 0 ? '✓' : '✗'} Under ${protocol} ${left}; ${breaks.length === 0 ? holds : 'it breaks too'}.`;
}

const place = ({ step }: Seen): string => (step === 'end' ? 'the end' : `t${step}`);
