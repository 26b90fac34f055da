/** What a check is worth, in honest words. */
import type { CheckReport } from './check-report.ts';
import { counted, grouped } from './text.ts';

/** What was checked: protocol, size, and what might go wrong. */
export function subjectText({ protocol, operations, faults }: CheckReport): string {
  const budget = Object.entries(faults).filter(([, most]) => most > 0);
  const allowed = budget.map(([fault, most]) => `${fault} ${most}`).join(', ');
  return `protocol ${protocol}, ${counted(operations, 'operation')}, ${allowed === '' ? 'no faults' : `faults up to ${allowed}`}`;
}

/** How much of it was seen. */
export function seenText(report: CheckReport): string {
  const { verdict, bound = 'a limit', schedules, states, transitions, seconds } = report;
  const effort = `(${counted(transitions, 'transition')}, ${seconds.toFixed(seconds < 10 ? 2 : 0)} s)`;
  const worlds = `${counted(states, 'world')} seen ${effort}`;
  switch (verdict) {
    case 'exhausted':
      return `exhausted, every one of ${grouped(states)} reachable worlds seen ${effort}`;
    case 'bounded':
      return `bounded, ${worlds}, cut by ${bound}: a bounded run proves nothing about deeper worlds`;
    case 'sampled': {
      const drawn = schedules === undefined ? 'some schedules' : counted(schedules, 'schedule');
      return `sampled, ${drawn}, ${worlds}: a sample proves nothing about the schedules it did not draw`;
    }
  }
}

/** What may make the check mean less than it seems to. */
export function warnings({ properties, witnesses, faults, faultsInjected }: CheckReport): string[] {
  const unreached = witnesses.filter(({ reached }) => !reached);
  const unused = Object.entries(faults).filter(([fault, most]) => most > 0 && (faultsInjected[fault] ?? 0) === 0);
  return [
    ...(properties.length === 0 ? ['no property was checked'] : []),
    ...unreached.map(({ name }) => `witness ${name} never reached: this check may be vacuous`),
    ...unused.map(
      ([fault, most]) => `fault ${fault} never injected, although up to ${most} allowed: nothing was learnt about it`,
    ),
  ];
}
