/** A token, replayed: what breaks on the way, and which goals are missed on its cycle or out of reach at its end. */
import { nearest, unknownWord } from '../../nearest.ts';
import { renderTimeline, type CheckOptions, type TimelineTrace } from '../../report/index.ts';
import { rolloutSystem, type ExecutionKind, type GoOn } from '../../rollout/index.ts';
import { stuckAfter } from '../../rollout/scenario/scenario-onward.ts';
import { followCycle, Kernel, LiveExecution, ModelExecution, replay, violationsOf } from '../../sim/index.ts';
import type { FollowedCycle, LivenessProperty, System, Token, Trace, Violation } from '../../sim/index.ts';
import { UserError } from '../../user-error.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import { look } from '../terminal/rollout-look.ts';
import { prose } from '../terminal/prose.ts';
import type { Replayed } from './replay-scenario.ts';
import { rolloutConfig } from '../input/rollout-config.ts';
import { parseToken } from '../../report/timeline/token-text.ts';

/** A token that this program can replay: its steps, the system that they are steps of, and how it is shown. */
export interface Schedule {
  readonly system: System<never>;
  /** The system in a few words. */
  readonly title: string;
  readonly look: (io: Io) => CheckOptions;
  readonly steps: readonly string[];
  readonly cycle?: readonly string[];
}

/** What a schedule came to. */
export interface Outcome {
  readonly trace: Trace;
  /** What is broken before the first step. */
  readonly initially: readonly Violation[];
  /** What goes on for ever after that, once round. */
  readonly cycle?: FollowedCycle;
  /** The goals that cannot be reached any more at the end, or that the cycle misses. */
  readonly atEnd: readonly Violation[];
  /** The goals of which the worlds that may follow could not say enough. */
  readonly undecided: readonly Violation[];
}

/** @throws UserError for a token that is damaged, or is not one of a rollout */
export function readToken(text: string): Schedule {
  const { system: name, config, ...steps }: Token = parseToken(text);
  if (name !== 'rollout') {
    const problem = unknownWord('system', name, ['rollout']);
    throw new UserError(
      `${problem}. A token of your own system stands behind its file: holdfast replay ./race.ts#conductor hf1.…`,
    );
  }
  const checked = rolloutConfig(config);
  const system = rolloutSystem(checked);
  const { protocol } = system.config as { readonly protocol: string };
  return { system, title: `rollout, protocol ${protocol}`, look: (io) => look(io, checked), ...steps };
}

/** Follows the schedule as far as it goes. */
export async function replayToken(schedule: Schedule, on: ExecutionKind, io: Io, goOn: GoOn): Promise<Replayed> {
  const outcome = await follow(schedule, on, goOn);
  const { trace, initially, cycle, atEnd, undecided } = outcome;
  const { name, config } = schedule.system;
  const broken = brokenIn(outcome);
  const open = trace.divergence !== null || undecided.length > 0 || cycle?.returns === false;
  return {
    json: { system: name, config, on, initially, ...trace, ...cycleJson(cycle), atEnd, undecided },
    text: outcomeText(schedule, on, outcome, io),
    exitCode: broken.length > 0 ? EXIT.violated : open ? EXIT.inconclusive : EXIT.holds,
  };
}

/** Everything that the schedule breaks, from the start to the end. */
export function brokenIn({ trace, initially, cycle, atEnd }: Outcome): Violation[] {
  const steps = [...trace.steps, ...(cycle?.trace.steps ?? [])];
  return [...initially, ...steps.flatMap(({ violations }) => violations), ...atEnd];
}

function cycleJson(cycle: FollowedCycle | undefined) {
  if (cycle === undefined) return {};
  const { trace, returns, unfairTo } = cycle;
  return { cycle: { ...trace, returns, unfairTo } };
}

/** Follows the schedule as far as it goes, and looks at what may come after it. */
export async function follow(
  { system, steps, cycle: round }: Schedule,
  on: ExecutionKind,
  goOn?: GoOn,
): Promise<Outcome> {
  const properties = system.properties ?? [];
  const safety = properties.filter(({ kind }) => kind === 'safety') as Parameters<typeof violationsOf>[0];
  const execution = on === 'model' ? new ModelExecution(new Kernel(system)) : new LiveExecution(system);
  const initially = violationsOf(safety, execution.view(), execution.view());
  const trace = await replay(execution, steps, { properties });
  if (trace.divergence !== null) return { trace, initially, atEnd: [], undecided: [] };
  if (round !== undefined) {
    const cycle = await followCycle(execution, round, properties);
    return { trace, initially, cycle, atEnd: cycle.missed, undecided: [] };
  }
  const { stuck, undecided } = await stuckAfter(system, {
    steps: trace.steps.map(({ label }) => label),
    properties: properties.filter(({ kind }) => kind === 'liveness') as LivenessProperty<never>[],
    goOn,
  });
  return { trace, initially, atEnd: stuck, undecided };
}

function outcomeText(
  { title, look, steps, cycle: labels }: Schedule,
  on: ExecutionKind,
  outcome: Outcome,
  io: Io,
): string {
  const { trace, cycle, undecided } = outcome;
  const where = on === 'model' ? 'the model' : 'live actors';
  const head = `${title}, ${trace.steps.length} of ${steps.length} steps on ${where}`;
  const told = timelineOf(outcome);
  return [
    prose(head, io),
    renderTimeline(told, look(io)),
    verdictText(told, io),
    ...cycleText(labels, cycle, io),
    ...undecided.map(({ property, message }) => prose(`? ${property} is undecided: ${message}`, io)),
    ...divergenceText(trace, io),
    ...(cycle === undefined ? [] : divergenceText(cycle.trace, io, steps.length)),
  ].join('\n\n');
}

/** The steps with what is broken at the end told at the last of them. Where the token was left is told below. */
function timelineOf(outcome: Outcome): TimelineTrace & { readonly steps: Trace['steps'] } {
  const { trace, initially, atEnd, cycle } = outcome;
  const round = cycle?.trace.steps ?? [];
  const goesOn = cycle === undefined ? {} : { cycle: { from: trace.steps.length, returns: cycle.returns } };
  const last = trace.steps.at(-1);
  if (last === undefined) return { steps: round, initially: [...initially, ...atEnd], ...goesOn };
  const broken = { ...last, violations: [...last.violations, ...atEnd] };
  return { steps: [...trace.steps.slice(0, -1), broken, ...round], initially, ...goesOn };
}

/** Whether the cycle is one, and one that a fair run may go round for ever. */
function cycleText(labels: readonly string[] = [], cycle: FollowedCycle | undefined, io: Io): string[] {
  if (cycle === undefined || cycle.trace.divergence !== null) return [];
  const { returns, unfairTo } = cycle;
  const possible = unfairTo.join(', ');
  if (labels.length === 0)
    return possible === '' ? [] : [prose(`✓ The run does not end here: possible is ${possible}.`, io)];
  const round = `the cycle of ${labels.length} step${labels.length === 1 ? '' : 's'}`;
  if (!returns) return [prose(`? After ${round} the world is not the same as before: the code has changed since.`, io)];
  if (possible === '') return [prose(`After ${round} the world is the same again as before it.`, io)];
  return [prose(`✓ No fair run goes round ${round} for ever: possible all along is ${possible}.`, io)];
}

function verdictText({ steps, initially = [] }: TimelineTrace, io: Io): string {
  const places = [initially, ...steps.map(({ violations = [] }) => violations)];
  const all = places.flatMap((violations, index) => violations.map((one) => ({ ...one, index })));
  const first = all.filter(({ property }, index) => all.findIndex((other) => other.property === property) === index);
  if (first.length === 0) return 'No property broke.';
  const lines = first.map(({ property, message, index }) => {
    return prose(`✗ ${property} breaks ${index === 0 ? 'before the first step' : `at t${index - 1}`}: ${message}`, io);
  });
  return lines.join('\n');
}

function divergenceText({ divergence }: Trace, io: Io, before = 0): string[] {
  if (divergence === null) return [];
  const { step, expected, possible } = divergence;
  const guess = nearest(expected, possible);
  const hint = guess === undefined ? '' : ` Nearest: "${guess}".`;
  const stop = `Step ${before + step} "${expected}" is not possible here: the code has changed since the token was made.${hint}`;
  return [[prose(`${stop} Possible instead:`, io), ...possible.map((label) => `  ${label}`)].join('\n')];
}
