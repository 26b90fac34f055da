/** One check of a subject: explore or sample, and put what was found into a report. */
import { performance } from 'node:perf_hooks';
import type { CheckedProperty, CheckReport } from '../report/index.ts';
import {
  coverageOf,
  fairnessOf,
  growthOf,
  memoryToTell,
  Kernel,
  omissionsIn,
  shrinkFinding,
  standingAfter,
  traceOf,
  vacuousIn,
  watch,
} from '../sim/index.ts';
import type { Exploration, Finding, Property, Sampling, ShrunkFinding, System } from '../sim/index.ts';
import { UserError } from '../user-error.ts';
import { MAX_MEMORY, search, type Searched, type SearchLimits } from './run-search.ts';
import type { Subject, SubjectFacts } from './subject.ts';
import { formatToken } from '../report/timeline/token-text.ts';

/** What to check and how far to go. */
export interface CheckPlan<Facts extends SubjectFacts = SubjectFacts> extends SearchLimits {
  readonly subject: Subject<Facts>;
  /** Names of the properties to check; all of them if there are none. */
  readonly properties: readonly string[];
}

/** Checks the subject. @throws UserError if symmetry is asked for where there is none */
export async function runCheck<Facts extends SubjectFacts>(plan: CheckPlan<Facts>): Promise<CheckReport & Facts> {
  const started = performance.now();
  const { subject } = plan;
  const { system } = subject;
  if (plan.symmetry === true && system.symmetry === undefined) throw new UserError(subject.notSymmetric);
  const kernel = new Kernel(system);
  const watched = watch(chosen(system, plan.properties));
  const result = await search(kernel, watched.properties, plan);
  const seconds = Math.round(performance.now() - started) / 1000;
  const found = 'runs' in result ? result.findings.map((finding) => shrinkFinding(kernel, finding)) : result.findings;
  const properties = found.map((finding) => ({
    ...propertyOf(finding, subject, kernel),
    ...fairnessIn(finding, plan),
  }));
  return {
    ...subject.facts,
    ...effortOf(result),
    ...(plan.reduce === true ? { reduced: true } : {}),
    ...(plan.symmetry === true ? { symmetric: true } : {}),
    seconds,
    properties,
    ...meaningOf(plan, result),
    coverage: coverageOf(kernel),
    ...memoryOf(result),
    // A sample asks for a goal once its chaos is over: that it was reached by then says nothing.
    vacuous: vacuousIn(kernel, result, watched).filter(({ kind }) => !('runs' in result) || kind !== 'liveness'),
    omissions: omissionsIn(kernel),
    remarks: subject.remarks,
    ...(result.verdict === 'bounded' ? { growth: growthOf(kernel) } : {}),
  };
}

/** The named properties, or all; the witnesses always. */
function chosen(system: System<never>, names: readonly string[]): readonly Property<never>[] {
  const all = system.properties ?? [];
  return names.length === 0 ? all : all.filter(({ kind, name }) => kind === 'witness' || names.includes(name));
}

function effortOf(result: Exploration | Sampling) {
  return {
    verdict: result.verdict,
    ...(result.bound === null ? {} : { bound: result.bound }),
    states: result.states,
    transitions: 'transitions' in result ? result.transitions : result.steps,
    ...('runs' in result ? { schedules: result.runs, schedulers: result.schedulers } : {}),
  } satisfies Partial<CheckReport>;
}

/** What the report says of memory, if anything. */
function memoryOf(result: Searched): Pick<CheckReport, 'memory'> {
  if (!('memory' in result)) return {};
  const told = memoryToTell(result.memory, result.bound?.startsWith(MAX_MEMORY) === true);
  return told === null ? {} : { memory: told };
}

/** What must have happened for the check to mean anything. */
function meaningOf({ subject: { facts } }: CheckPlan, { witnesses, faultsInjected }: Exploration | Sampling) {
  const isSome = (count: number): boolean => count > 0;
  const reached = Object.values(faultsInjected).some(isSome);
  const faults = Object.values(facts.faults).some(isSome) ? [{ name: 'fault-was-injected', reached }] : [];
  return { witnesses: [...witnesses, ...faults], faultsInjected } satisfies Partial<CheckReport>;
}

/** What was found about a property; a path is followed once more for what it changed. */
function propertyOf(finding: ShrunkFinding, { token: head }: Subject, kernel: Kernel): CheckedProperty {
  const { property, result, path, shrunk } = finding;
  const { name, kind } = property as Exclude<Property<never>, { kind: 'witness' }>;
  if (path === undefined) return { name, kind, result };
  const { choices, message, cycle, ...facts } = path;
  const steps = traceOf(kernel, [...choices, ...(cycle ?? [])], [property]);
  const labels = steps.map(({ label }) => label);
  const split = <Item>(all: readonly Item[]) => ({
    steps: all.slice(0, choices.length),
    ...(cycle === undefined ? {} : { cycle: all.slice(choices.length) }),
  });
  const token = formatToken({ ...head, ...split(labels) });
  const made = shrunk === undefined ? {} : { shrunk };
  const standing = kind === 'liveness' ? { standing: standingAfter(kernel, choices) } : {};
  return { name, kind, result, message, counterexample: { token, ...split(steps), ...facts, ...standing, ...made } };
}

/** Which runs a liveness property was decided for. A sample draws every possible step as likely: that is fair towards transitions. */
function fairnessIn({ property }: Finding, plan: CheckPlan): Pick<CheckedProperty, 'fairness'> {
  if (property.kind !== 'liveness') return {};
  return { fairness: plan.runs === undefined ? fairnessOf(property, plan) : 'transition' };
}
