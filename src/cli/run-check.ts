/** One check of a rollout: explore or sample, and put what was found into a report. */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { CheckReport } from '../report/index.ts';
import { rolloutSystem, type RolloutConfig } from '../rollout/index.ts';
import {
  Explorer,
  Kernel,
  labelsOf,
  ModelExecution,
  replay,
  Sampler,
  type Exploration,
  type Finding,
  type Progress,
  type Property,
  type Sampling,
  type System,
  type Token,
  type Trace,
} from '../sim/index.ts';
import { formatToken } from './token-text.ts';

/** What to check and how far to go. */
export interface CheckPlan {
  readonly config: RolloutConfig & { readonly faults: NonNullable<RolloutConfig['faults']> };
  /** Names of the properties to check; all of them if there are none. */
  readonly properties: readonly string[];
  readonly maxStates?: number;
  readonly maxDepth?: number;
  /** Sample this many schedules instead of exploring all. */
  readonly runs?: number;
  readonly seed: string;
  /** Called now and then; a text it returns ends the check early, as its reason. */
  readonly progress: (text: string) => string | undefined;
}

/** A report, and the trace of each counterexample by property. */
export interface Checked {
  readonly report: CheckReport;
  readonly traces: ReadonlyMap<string, Trace>;
}

/** Checks a rollout. */
export async function runCheck(plan: CheckPlan): Promise<Checked> {
  const started = performance.now();
  const system = rolloutSystem(plan.config);
  const kernel = new Kernel(system);
  const properties = chosen(system, plan.properties);
  const result = await search(kernel, properties, plan);
  const seconds = Math.round(performance.now() - started) / 1000;
  const traces = new Map<string, Trace>();
  for (const finding of result.findings) {
    if (finding.path === undefined) continue;
    const labels = labelsOf(kernel, finding.path.choices);
    traces.set(finding.property.name, await replay(new ModelExecution(kernel), labels, { properties: [finding.property] }));
  }
  return { report: reportOf(system, plan, result, seconds, traces), traces };
}

/** The named properties, or all; the witnesses always. */
function chosen(system: System<never>, names: readonly string[]): readonly Property<never>[] {
  const all = system.properties ?? [];
  return names.length === 0 ? all : all.filter((property) => property.kind === 'witness' || names.includes(property.name));
}

/** How much work is done between two looks at the clock and at Ctrl-C. */
const WORLDS_AT_ONCE = 16_384;
const RUNS_AT_ONCE = 64;

async function search(kernel: Kernel, properties: readonly Property<never>[], plan: CheckPlan): Promise<Exploration | Sampling> {
  const { runs, seed, maxStates, maxDepth } = plan;
  if (runs !== undefined) {
    const sampler = new Sampler(kernel, { seed, runs, properties });
    const line = () => `${count(sampler.progress.runs)} of ${count(runs)} schedules, ${count(sampler.progress.steps)} steps`;
    return sampler.result(await moveOn(() => sampler.advance(RUNS_AT_ONCE), line, plan));
  }
  const limits = { ...(maxStates === undefined ? {} : { maxStates }), ...(maxDepth === undefined ? {} : { maxDepth }) };
  const explorer = new Explorer(kernel, { properties, ...limits });
  return explorer.result(await moveOn(() => explorer.advance(WORLDS_AT_ONCE), () => progressLine(explorer.progress), plan));
}

/** Works on until there is nothing left to do, or a reason to stop; lets signals through in between. */
async function moveOn(advance: () => boolean, line: () => string, { progress }: CheckPlan): Promise<string | undefined> {
  while (advance()) {
    const reason = progress(line());
    if (reason !== undefined) return reason;
    await setImmediate();
  }
  return undefined;
}

function progressLine({ states, transitions, frontier, depth, bytes }: Progress): string {
  return `${count(states)} worlds, ${count(transitions)} steps, frontier ${count(frontier)}, depth ${depth}, ${Math.round(bytes / 2 ** 20)} MiB`;
}

const count = (value: number): string => value.toLocaleString('en-US');

function reportOf(system: System<never>, plan: CheckPlan, result: Exploration | Sampling, seconds: number, traces: ReadonlyMap<string, Trace>): CheckReport {
  const { operations = 2, faults, legacy } = plan.config;
  const injected = Object.values(result.faultsInjected).some((times) => times > 0);
  const faultWitness = Object.values(faults).some((budget) => budget > 0) ? [{ name: 'fault-was-injected', reached: injected }] : [];
  return {
    protocol: (system.config as { protocol: string }).protocol,
    operations: legacy === true ? 0 : typeof operations === 'number' ? operations : Object.keys(operations).length,
    faults,
    verdict: result.verdict,
    ...(result.bound === null ? {} : { bound: result.bound }),
    states: result.states,
    transitions: 'transitions' in result ? result.transitions : result.steps,
    ...('runs' in result ? { schedules: result.runs } : {}),
    seconds,
    properties: result.findings.map((finding) => propertyOf(system, finding, traces.get(finding.property.name))),
    witnesses: [...result.witnesses, ...faultWitness],
    faultsInjected: result.faultsInjected,
  };
}

function propertyOf(system: System<never>, { property, result, path }: Finding, trace: Trace | undefined): CheckReport['properties'][number] {
  const { name, kind } = property;
  if (path === undefined || trace === undefined) return { name, kind: kind as 'safety' | 'liveness', result };
  const token: Token = { system: system.name, config: system.config, steps: trace.steps.map((step) => step.label) };
  return { name, kind: kind as 'safety' | 'liveness', result, message: path.message, counterexample: { token: formatToken(token), steps: trace.steps } };
}
