/** `holdfast replay`: follow a scenario or a token step by step, on the model or on live actors. */
import { renderTimeline } from '../report/index.ts';
import { rolloutSystem, runScenario, type ExecutionKind, type RolloutConfig, type ScenarioReport } from '../rollout/index.ts';
import { Kernel, LiveExecution, ModelExecution, replay as follow, violationsOf, type System, type Token, type Trace } from '../sim/index.ts';
import { nearest, unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT, print, type Io } from './io.ts';
import { look } from './look.ts';
import { readText } from './read-text.ts';
import { loadScenario } from './scenario-file.ts';
import { scenarioText } from './scenario-text.ts';
import { looksLikeToken, parseToken } from './token-text.ts';

const EXECUTIONS: readonly ExecutionKind[] = ['model', 'actors'];

/** The command. */
export const replay: Command = {
  name: 'replay',
  usage: 'FILE…|TOKEN [--on model|actors]',
  summary: 'replay scenario files, or a counterexample by its token',
  details: [
    'A scenario holds (exit code 0) when its race breaks the buggy protocol where the file says, and does not break the fixed one.',
    'A token is followed as far as it goes: exit code 1 if a property breaks on the way, 3 if the code has changed and a step is\nnot possible any more.',
  ],
  options: {
    on: { value: 'EXECUTION', help: 'model (default): pure transitions; actors: real XState actors under control' },
    json: { help: 'print one JSON object, or one a line for several files' },
  },
  examples: ['holdfast replay scenarios/*.yaml', 'holdfast replay scenarios/seed-stale-list.yaml --on actors', 'holdfast replay hf1.…'],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const on = (args.text('on') ?? 'model') as ExecutionKind;
  if (!EXECUTIONS.includes(on)) throw new UserError(unknownWord('execution', on, EXECUTIONS));
  if (args.positionals.length === 0) throw new UserError('holdfast replay needs a scenario file or a token: holdfast replay scenarios/seed-clobber.yaml');
  const codes: number[] = [];
  for (const argument of args.positionals) {
    if (io.signal.aborted) return EXIT.inconclusive;
    codes.push(looksLikeToken(argument) ? await replayToken(argument, on, args, io) : await replayFile(argument, on, args, io));
  }
  return Math.max(...codes);
}

async function replayFile(path: string, on: ExecutionKind, args: Arguments, io: Io): Promise<number> {
  const scenario = loadScenario(path, await readText(path));
  const report = await runScenario(scenario, { on });
  print(io, args.isOn('json') ? JSON.stringify(scenarioJson(path, report)) : scenarioText(scenario, report, look(io, report.buggy.config as RolloutConfig)));
  return report.ok ? EXIT.holds : EXIT.violated;
}

function scenarioJson(file: string, report: ScenarioReport): object {
  return { file, ...report };
}

async function replayToken(text: string, on: ExecutionKind, args: Arguments, io: Io): Promise<number> {
  const token = parseToken(text);
  const system = systemOf(token);
  const execution = on === 'model' ? new ModelExecution(new Kernel(system)) : new LiveExecution(system);
  const properties = system.properties ?? [];
  const initially = violationsOf(properties.filter(({ kind }) => kind === 'safety') as never, execution.view(), execution.view());
  const trace = await follow(execution, token.steps, { properties });
  print(io, args.isOn('json') ? JSON.stringify({ system: token.system, config: token.config, on, initially, ...trace }) : traceText(token, on, trace, io));
  if (trace.steps.some(({ violations }) => violations.length > 0) || initially.length > 0) return EXIT.violated;
  return trace.divergence === null ? EXIT.holds : EXIT.inconclusive;
}

function systemOf({ system, config }: Token): System<never> {
  if (system !== 'rollout') throw new UserError(`${unknownWord('system', system, ['rollout'])}. A token of your own system is replayed by your own program.`);
  return rolloutSystem(config as RolloutConfig);
}

function traceText({ system, config, steps }: Token, on: ExecutionKind, trace: Trace, io: Io): string {
  const { protocol = '' } = config as { protocol?: string };
  const head = `${system}, protocol ${protocol}, ${trace.steps.length} of ${steps.length} steps on ${on === 'model' ? 'the model' : 'live actors'}`;
  const broken = [...new Set(trace.steps.flatMap(({ violations }) => violations.map(({ property }) => property)))];
  const verdict = broken.length === 0 ? 'No safety property broke on the way.' : `Broken on the way: ${broken.join(', ')}.`;
  return [head, renderTimeline(trace, look(io, config as RolloutConfig)), verdict, ...divergenceText(trace)].join('\n\n');
}

function divergenceText({ divergence }: Trace): string[] {
  if (divergence === null) return [];
  const { step, expected, possible } = divergence;
  const guess = nearest(expected, possible);
  const hint = guess === undefined ? '' : ` Nearest: "${guess}".`;
  return [`Step ${step} "${expected}" is not possible here: the code has changed since the token was made.${hint} Possible instead:\n${possible.map((label) => `  ${label}`).join('\n')}`];
}
