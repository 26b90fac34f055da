/** One exploration of a combined matrix, as a thread carries it out: plain data in, plain data out. */
import { performance } from 'node:perf_hooks';
import type { CombinedCell, CombinedProperty } from '../report/matrix/combined-cells.ts';
import { formatToken } from '../report/timeline/token-text.ts';
import type { Combination } from '../rollout/swarm/part-combinations.ts';
import { settingOf } from '../rollout/base/settings.ts';
import { rolloutSystem } from '../rollout/system/rollout-system.ts';
import { Explorer, Kernel, SystemError, traceOf, type Exploration, type Finding, type Path } from '../sim/index.ts';

/** How far each exploration goes. */
export interface CellLimits {
  readonly maxStates: number;
  /** Seconds. */
  readonly timeout?: number;
  /** MiB for what was seen. */
  readonly maxMemory: number;
  readonly reduce: boolean;
}

/** What a thread is given. */
export interface CellTask extends CellLimits {
  readonly combination: Combination;
  readonly protocol: string;
}

/** Little enough for a small fraction of a second. */
const WORLDS_AT_ONCE = 4096;
const MIB = 2 ** 20;

/** Explores to the end, or to a limit. */
export function exploreCell(task: CellTask): CombinedCell {
  const steps = stepsOf(task);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same a little at a time: it yields where its owner may do something else, or give it up.
 *
 * @throws SystemError that names the combination, for one that cannot be explored
 */
export function* stepsOf(task: CellTask): Generator<void, CombinedCell, void> {
  try {
    return yield* explored(task);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new SystemError(`${JSON.stringify(task.combination.config)}: ${error.message}`, { cause: error });
  }
}

function* explored(task: CellTask): Generator<void, CombinedCell, void> {
  const { combination, protocol, maxStates, reduce } = task;
  const started = performance.now();
  const kernel = new Kernel(rolloutSystem({ ...combination.config, protocol }));
  const explorer = new Explorer(kernel, { maxStates, reduce });
  let bound: string | undefined;
  while (bound === undefined && explorer.advance(WORLDS_AT_ONCE)) {
    bound = limitMet(task, explorer.progress.bytes, performance.now() - started);
    yield;
  }
  const result = explorer.result(bound);
  return {
    ...placeOf(task),
    ...effortOf(result),
    ...(reduce ? { reduced: true } : {}),
    properties: result.findings.flatMap((finding) => propertyOf(finding, kernel)),
    unreached: result.verdict === 'exhausted' ? unreachedIn(result, combination.config.faults) : [],
    seconds: Math.round(performance.now() - started) / 1000,
  };
}

function limitMet({ timeout, maxMemory }: CellLimits, bytes: number, elapsed: number): string | undefined {
  if (timeout !== undefined && elapsed > timeout * 1000) return `timeout ${timeout} s`;
  return bytes > maxMemory * MIB ? `max-memory ${maxMemory} MiB` : undefined;
}

type Place = Pick<CombinedCell, 'protocol' | 'kind' | 'parts' | 'operations' | 'setting' | 'faults'>;

/** What is explored. */
export function placeOf({ combination, protocol }: Pick<CellTask, 'combination' | 'protocol'>): Place {
  const { kind, parts, config } = combination;
  return { protocol, kind, parts, operations: config.operations, setting: settingOf(config), faults: config.faults };
}

function effortOf({ verdict, bound, states }: Exploration) {
  return { verdict, states, ...(bound === null ? {} : { bound }) } satisfies Partial<CombinedCell>;
}

/** What must have happened for the exploration to mean anything. */
function unreachedIn({ witnesses, faultsInjected }: Exploration, faults: Combination['config']['faults']): string[] {
  const injected = Object.values(faultsInjected).some((count) => count > 0);
  const idle = Object.values(faults).some((most) => most > 0) && !injected ? ['fault-was-injected'] : [];
  return [...witnesses.flatMap(({ name, reached }) => (reached ? [] : [name])), ...idle];
}

function propertyOf({ property, result, path }: Finding, kernel: Kernel): CombinedProperty[] {
  if (property.kind === 'witness') return [];
  const { name, kind } = property;
  return [{ name, kind, result, ...(path === undefined ? {} : violationOf(path, kernel)) }];
}

function violationOf({ choices, cycle, message }: Path, kernel: Kernel): Partial<CombinedProperty> {
  const { system } = kernel;
  const labels = traceOf(kernel, [...choices, ...(cycle ?? [])]).map(({ label }) => label);
  const token = formatToken({
    system: system.name,
    config: system.config,
    steps: labels.slice(0, choices.length),
    ...(cycle === undefined ? {} : { cycle: labels.slice(choices.length) }),
  });
  return { message, steps: choices.length, token };
}
