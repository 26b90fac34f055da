/** Scenarios: races as data. Running one shows that one protocol breaks in it and that another does not. */
import { unknownWord } from '../nearest.ts';
import { Kernel, LiveExecution, ModelExecution, replay, violationsOf } from '../sim/index.ts';
import type { Execution, Property, System, Trace } from '../sim/index.ts';
import { UserError } from '../user-error.ts';
import { exploreOnward, type Onward } from './scenario-onward.ts';
import { buggyProblems, fixedProblems } from './scenario-problems.ts';
import { goesOn, scenarioSystem } from './scenario-system.ts';
import type {
  BuggyRun,
  ExecutionKind,
  ExpectedBreak,
  FixedRun,
  Scenario,
  ScenarioReport,
  ScenarioRun,
  Seen,
} from './scenario-types.ts';

export { agreement, type Disagreement } from './scenario-agreement.ts';
export { scenarioSystem } from './scenario-system.ts';
export * from './scenario-types.ts';

/** A run, and why it says less than it should: properties that could not be decided. */
interface Judged<Run> {
  readonly run: Run;
  readonly undecided: readonly string[];
}

const NOTHING_ONWARD: Onward = { worlds: 0, breaks: [], undecided: [] };

/**
 * Runs a scenario under its buggy and its fixed protocol.
 *
 * Under the buggy one each step must be possible, and each property must break where the scenario says. The fixed one
 * follows the same steps as far as they are possible to it; none of those properties may break in them, nor in any world
 * that may follow without faults. What may follow is always decided on the model, at the world that the same labels lead to.
 *
 * @throws UserError for a property that the system does not have
 * @throws SystemError for a protocol that does not exist
 * @public
 */
export async function runScenario(scenario: Scenario, { on }: { readonly on: ExecutionKind }): Promise<ScenarioReport> {
  const buggy = await runBuggy(scenario, on);
  const fixed = 'protocol' in scenario.fixed ? await runFixed(scenario, scenario.fixed.protocol, on) : null;
  const undecided = [...buggy.undecided, ...(fixed?.undecided ?? [])];
  const problems = [...buggyProblems(buggy.run), ...(fixed === null ? [] : fixedProblems(fixed.run)), ...undecided];
  return {
    scenario: scenario.name,
    on,
    ok: problems.length === 0,
    problems,
    buggy: buggy.run,
    fixed: fixed?.run ?? null,
  };
}

async function runBuggy(scenario: Scenario, on: ExecutionKind): Promise<Judged<BuggyRun>> {
  const expected = scenario.buggy.breaks;
  const stage = setUp(scenario, scenario.buggy.protocol, on);
  const trace = await replay(stage.execution, scenario.steps, stage.checks);
  const liveness = stage.expected.filter(({ kind }) => kind === 'liveness');
  const onward = trace.divergence === null && liveness.length > 0 ? await goOn(stage, trace, liveness) : NOTHING_ONWARD;
  const [told, others] = divided(trace, expected);
  const seen = [...told, ...onward.breaks];
  const breaks = expected.map((one) => ({
    expected: one,
    seen: seen.find(({ property }) => property === one.property) ?? null,
  }));
  return { run: { ...stage.run, trace, breaks, others }, undecided: onward.undecided };
}

async function runFixed(scenario: Scenario, protocol: string, on: ExecutionKind): Promise<Judged<FixedRun>> {
  const stage = setUp(scenario, protocol, on);
  const common = await replay(stage.execution, scenario.steps, { ...stage.checks, lenient: true });
  const rest = await replay(stage.execution, goesOn(scenario.fixed), stage.checks);
  const trace = joined(common, rest, scenario.steps.length);
  const [told, others] = divided(trace, scenario.buggy.breaks);
  const unbroken = stage.expected.filter(({ name }) => told.every(({ property }) => property !== name));
  const onward = await goOn(stage, trace, unbroken);
  return {
    run: { ...stage.run, trace, breaks: [...told, ...onward.breaks], others, worldsOnward: onward.worlds },
    undecided: onward.undecided,
  };
}

/** Everything a run needs before its first step. */
interface Stage {
  readonly system: System<never>;
  readonly execution: Execution;
  readonly checks: { readonly properties: readonly Property<never>[] };
  /** The properties that the scenario speaks of. */
  readonly expected: readonly Property<never>[];
  readonly run: Pick<ScenarioRun, 'protocol' | 'config' | 'brokenAtStart'>;
}

function setUp(scenario: Scenario, protocol: string, on: ExecutionKind): Stage {
  const system = scenarioSystem(scenario, protocol);
  const properties = system.properties ?? [];
  const execution = on === 'model' ? new ModelExecution(new Kernel(system)) : new LiveExecution(system);
  const safety = properties.filter((property) => property.kind === 'safety');
  const brokenAtStart = violationsOf(safety, execution.view(), execution.view());
  const expected = scenario.buggy.breaks.map(({ property }) => findProperty(properties, property));
  return {
    system,
    execution,
    checks: { properties },
    expected,
    run: { protocol, config: system.config, brokenAtStart },
  };
}

function findProperty(properties: readonly Property<never>[], name: string): Property<never> {
  const checked = properties.filter(({ kind }) => kind !== 'witness');
  const property = checked.find((one) => one.name === name);
  if (property !== undefined) return property;
  const known = checked.map((one) => one.name);
  throw new UserError(unknownWord('property', name, known));
}

async function goOn({ system, run }: Stage, { steps }: Trace, properties: readonly Property<never>[]): Promise<Onward> {
  const labels = steps.map(({ label }) => label);
  const onward = await exploreOnward(system, labels, properties);
  return { ...onward, undecided: onward.undecided.map((text) => `${run.protocol}: ${text}`) };
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

/** Two replays as one; divergences are counted from the first label of both. */
function joined(first: Trace, rest: Trace, offset: number): Trace {
  const { divergence } = rest;
  return {
    steps: [...first.steps, ...rest.steps],
    skipped: first.skipped,
    divergence: divergence && { ...divergence, step: divergence.step + offset },
  };
}
