/** A scenario's outcome as text. */
import { renderTimeline, type CheckOptions } from '../report/index.ts';
import type { Scenario, ScenarioReport, Seen } from '../rollout/index.ts';

/** One line: what broke under which protocol, and what mends it. */
export function scenarioLine({ name, fixed }: Scenario, { ok, buggy }: ScenarioReport): string {
  const breaks = buggy.breaks.map(({ expected, seen }) => `${expected.property} ${seen === null ? 'NOT SEEN' : `at ${place(seen)}`}`);
  const mended = 'protocol' in fixed ? `${fixed.protocol} holds` : `no shipped protocol mends it: ${fixed.needs}`;
  return `${ok ? '✓' : '✗'} ${name}: ${buggy.protocol} breaks ${breaks.join(', ')}; ${ok ? mended : 'not as the file says'}`;
}

/** The whole story: the race as a timeline, what it broke, and the same steps under the fixed protocol. */
export function scenarioText(scenario: Scenario, report: ScenarioReport, options: CheckOptions): string {
  const { buggy, fixed, problems } = report;
  const lines = [
    scenarioLine(scenario, report),
    `${scenario.summary}\n`,
    `Under ${buggy.protocol}:`,
    renderTimeline({ ...buggy.trace, initially: buggy.brokenAtStart }, options),
    '',
    ...buggy.breaks.flatMap(({ expected, seen }) => (seen === null ? [] : [brokenText(expected.property, seen)])),
    ...(fixed === null ? [] : ['', fixedText(fixed.protocol, fixed.trace.skipped.length, fixed.worldsOnward, fixed.breaks.length)]),
    ...problems.map((problem) => `✗ ${problem}`),
  ];
  return `${lines.join('\n')}\n`;
}

function brokenText(property: string, seen: Seen): string {
  return `✗ ${property} breaks at ${place(seen)}: ${seen.message}`;
}

function fixedText(protocol: string, skipped: number, worlds: number, breaks: number): string {
  const left = skipped === 0 ? 'all steps are possible' : `${skipped} of the steps are not possible`;
  const result = breaks === 0 ? 'none of it breaks' : 'it breaks too';
  return `${breaks === 0 ? '✓' : '✗'} Under ${protocol} ${left}; ${result}, nor in any of the ${worlds.toLocaleString('en-US')} worlds that may follow without faults.`;
}

const place = ({ step }: Seen): string => (step === 'end' ? 'the end' : `t${step}`);
