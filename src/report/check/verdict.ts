/** What a check is worth, in honest words. */
import type { CheckReport } from './check-report.ts';
import { costly, growing, vacuousProperties } from './doubts.ts';
import { counted, grouped } from '../terminal/text.ts';

/** Letters of a config that are shown: it is there to tell two checks apart. */
const LONG_CONFIG = 60;

/** What was checked, how big it is, what it is built from, and what might go wrong. */
export function subjectText(report: CheckReport): string {
  const { system, config = null, faults } = report;
  if (system === undefined) return [...rolloutTexts(report), faultsText(faults)].join(', ');
  const text = JSON.stringify(config);
  const shown = text.length > LONG_CONFIG ? `${text.slice(0, LONG_CONFIG)}…` : text;
  return [config === null ? system : `${system} ${shown}`, faultsText(faults)].join(', ');
}

function rolloutTexts({ protocol = '', operations = 0, setting = {}, parts = [] }: CheckReport): string[] {
  const apply = operations === 0 ? 'a legacy apply without operations' : counted(operations, 'operation');
  const told = [...parts.map(({ name }) => name), 'drivers'];
  return [`protocol ${protocol}`, apply, ...settingTexts(setting, told)];
}

/** `onFailure pause`. Of what is told as a part of the model nothing is said here. */
function settingTexts(setting: NonNullable<CheckReport['setting']>, told: readonly string[]): string[] {
  return Object.entries(setting).flatMap(([name, value]) => (told.includes(name) ? [] : [`${name} ${value}`]));
}

function faultsText(faults: CheckReport['faults']): string {
  const budget = Object.entries(faults).filter(([, most]) => most > 0);
  const allowed = budget.map(([fault, most]) => `${fault} ${most}`).join(', ');
  return allowed === '' ? 'no faults' : `faults up to ${allowed}`;
}

/** Which parts were in the model, and which were left out; empty where none can be. */
export function partsText({ parts = [] }: CheckReport): string {
  const inside = parts.flatMap(({ name, within }) => (within === null ? [] : [`${name} (${within})`]));
  const outside = parts.flatMap(({ name, within }) => (within === null ? [name] : []));
  return [
    ...(inside.length === 0 ? [] : [`In the model: ${inside.join(', ')}.`]),
    ...(outside.length === 0 ? [] : [`Left out of it: ${outside.join(', ')}.`]),
  ].join(' ');
}

/** How much of it was seen. */
export function seenText(report: CheckReport): string {
  const { verdict, bound, states, transitions, seconds } = report;
  const effort = `(${counted(transitions, 'transition')}, ${seconds.toFixed(seconds < 10 ? 2 : 0)} s)`;
  switch (verdict) {
    case 'exhausted':
      return `${exhaustedText(report)} ${effort}${bound === undefined ? '' : `; what is left of liveness was not decided, cut by ${bound}`}`;
    case 'bounded':
      return `bounded, ${counted(states, 'world')} seen ${effort}, cut by ${bound ?? 'a limit'}: a bounded run proves nothing about deeper worlds`;
    case 'sampled':
      return `sampled, ${drawnText(report)} ${effort}: a sample proves nothing about the schedules it did not draw`;
  }
}

function exhaustedText(report: CheckReport): string {
  const { states } = report;
  if (reductionsOf(report) === '') return `exhausted, every one of ${grouped(states)} reachable worlds seen`;
  return `exhausted by ${reductionsOf(report)}, ${grouped(states)} worlds stand for all`;
}

function reductionsOf({ reduced = false, symmetric = false }: CheckReport): string {
  return [...(reduced ? ['partial-order reduction'] : []), ...(symmetric ? ['symmetry'] : [])].join(' and ');
}

/** A sample does not always count the worlds that it came through. */
function drawnText({ schedules, bound, states }: CheckReport): string {
  return [
    schedules === undefined ? 'some schedules' : counted(schedules, 'schedule'),
    ...(states === 0 ? [] : [`${counted(states, 'world')} seen`]),
    ...(bound === undefined ? [] : [`cut by ${bound}`]),
  ].join(', ');
}

/** What can happen and is not in the model, and what no protocol can mend, a line each. */
export function omissionTexts({ omissions = [], remarks = [] }: CheckReport): string[] {
  return [...omissions.map(({ message }) => `Not in the model: ${message}.`), ...remarkTexts({ remarks })];
}

/** What no protocol can mend, a line each. */
export function remarkTexts({ remarks = [] }: Pick<CheckReport, 'remarks'>): string[] {
  return remarks.map((remark) => `No protocol mends this: ${remark}.`);
}

/** What may make the check mean less than it seems to. */
export function warnings(report: CheckReport): string[] {
  const { properties, witnesses, faults, faultsInjected } = report;
  const unreached = witnesses.filter(({ reached }) => !reached);
  const unused = Object.entries(faults).filter(([fault, most]) => most > 0 && (faultsInjected[fault] ?? 0) === 0);
  return [
    ...(properties.length === 0 ? ['no property was checked'] : []),
    ...unreached.map(({ name }) => `witness ${name} never reached: this check may be vacuous`),
    ...unused.map(
      ([fault, most]) => `fault ${fault} never injected, although up to ${most} allowed: nothing was learnt about it`,
    ),
    ...vacuousProperties(report),
    ...growing(report),
    ...costly(report),
  ];
}
