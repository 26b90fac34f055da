/** One run of a scenario's steps under one protocol, and what it broke. */
import { unknownWord } from '../../nearest.ts';
import { Kernel, LiveExecution, ModelExecution, replay, violationsOf } from '../../sim/index.ts';
import type { Execution, Property, System, Trace } from '../../sim/index.ts';
import { UserError } from '../../user-error.ts';
import { exploreOnward, type Onward } from './scenario-onward.ts';
import { goesOn, runName, scenarioSystem } from './scenario-system.ts';
import type { BuggyRun, ExpectedBreak, FixedRun, RunOptions, Scenario, ScenarioRun, Seen } from './scenario-types.ts';

/** Follows the steps strictly, and looks beyond them where a liveness property is expected to break. */
export async function runBuggy(scenario: Scenario, options: RunOptions): Promise<BuggyRun> {
  const expected = scenario.buggy.breaks;
  const stage = setUp(scenario, scenario.buggy, options);
  const trace = await replay(stage.execution, scenario.steps, stage.checks);
  const liveness = stage.expected.filter(({ kind }) => kind === 'liveness');
  const { breaks: atEnd, undecided } = await stage.goOn(trace, trace.divergence === null ? liveness : []);
  const [told, others] = divided(trace, expected);
  const seen = [...told, ...atEnd];
  const breaks = expected.map((one) => ({
    expected: one,
    seen: seen.find(({ property }) => property === one.property) ?? null,
  }));
  return { ...stage.run, trace, breaks, others, undecided };
}

/** Follows the steps as far as they are possible, and looks beyond them for every property that the buggy run breaks. */
export async function runFixed(scenario: Scenario, protocol: string, options: RunOptions): Promise<FixedRun> {
  const stage = setUp(scenario, { protocol }, options);
  const common = await replay(stage.execution, scenario.steps, { ...stage.checks, lenient: true });
  const rest = await replay(stage.execution, goesOn(scenario.fixed), stage.checks);
  const trace = joined(common, rest, scenario.steps.length);
  const [told, others] = divided(trace, scenario.buggy.breaks);
  const unbroken = stage.expected.filter(({ name }) => told.every(({ property }) => property !== name));
  const { worlds, breaks: later, undecided } = await stage.goOn(trace, unbroken);
  return { ...stage.run, trace, breaks: [...told, ...later], others, undecided, worldsOnward: worlds };
}

/** Everything that a run needs before its first step. */
interface Stage {
  readonly execution: Execution;
  readonly checks: { readonly properties: readonly Property<never>[] };
  /** The properties that the scenario speaks of. */
  readonly expected: readonly Property<never>[];
  readonly run: Pick<ScenarioRun, 'protocol' | 'config' | 'brokenAtStart'>;
  readonly goOn: (trace: Trace, properties: readonly Property<never>[]) => Promise<Onward>;
}

function setUp(
  scenario: Scenario,
  { protocol, mutant }: Pick<Scenario['buggy'], 'protocol' | 'mutant'>,
  { on, maxWorlds, goOn }: RunOptions,
): Stage {
  const system = scenarioSystem(scenario, protocol, mutant);
  const properties = system.properties ?? [];
  const execution = on === 'model' ? new ModelExecution(new Kernel(system)) : new LiveExecution(system);
  return {
    execution,
    checks: { properties },
    expected: scenario.buggy.breaks.map(({ property }) => findProperty(properties, property)),
    run: {
      protocol: runName(protocol, mutant),
      config: system.config,
      brokenAtStart: brokenAtStart(system, execution),
    },
    goOn: ({ steps }, checked) =>
      exploreOnward(system, { steps: steps.map(({ label }) => label), properties: checked, maxWorlds, goOn }),
  };
}

function brokenAtStart({ properties = [] }: System<never>, execution: Execution): ScenarioRun['brokenAtStart'] {
  const safety = properties.filter((property) => property.kind === 'safety');
  return violationsOf(safety, execution.view(), execution.view());
}

function findProperty(properties: readonly Property<never>[], name: string): Property<never> {
  const checked = properties.filter(({ kind }) => kind !== 'witness');
  const property = checked.find((one) => one.name === name);
  if (property !== undefined) return property;
  const known = checked.map((one) => one.name);
  throw new UserError(unknownWord('property', name, known));
}

/** Each property that the steps broke, where they broke it first: those that the scenario speaks of, and the others. */
function divided({ steps }: Trace, expected: readonly ExpectedBreak[]): [told: Seen[], others: Seen[]] {
  const all = steps.flatMap(({ violations }, step) =>
    violations.map((violation) => ({ ...violation, step, onward: [] })),
  );
  const first = all.filter(({ property }, index) => all.findIndex((one) => one.property === property) === index);
  const isTold = ({ property }: Seen): boolean => expected.some((one) => one.property === property);
  return [first.filter(isTold), first.filter((seen) => !isTold(seen))];
}

/** Two replays as one, with a divergence of the second counted from the first label of both. */
function joined(first: Trace, rest: Trace, offset: number): Trace {
  const { divergence } = rest;
  return {
    steps: [...first.steps, ...rest.steps],
    skipped: first.skipped,
    divergence: divergence && { ...divergence, step: divergence.step + offset },
  };
}
