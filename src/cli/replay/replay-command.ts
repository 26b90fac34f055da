/** `holdfast replay`: follow scenarios or tokens, those of one's own systems too, step by step, on the model or on live actors. */
import { setImmediate } from 'node:timers/promises';
import type { ExecutionKind, GoOn } from '../../rollout/index.ts';
import { unknownWord } from '../../nearest.ts';
import { UserError } from '../../user-error.ts';
import type { Arguments } from '../terminal/arguments.ts';
import type { Command } from '../terminal/command-line.ts';
import { goingOn } from './going-on.ts';
import { print, worst, type Io } from '../terminal/io.ts';
import { interrupted, showProgress } from '../terminal/progress.ts';
import { readText, standardInput, textOf } from '../input/read-text.ts';
import { replayScenario, type Replayed } from './replay-scenario.ts';
import { readOwnToken } from './own-token.ts';
import { readToken, replayToken } from './replay-token.ts';
import { placeWord, systemPlace, type SystemPlace } from '../input/system-place.ts';
import { loadScenario } from '../../files/scenario-file.ts';
import { looksLikeToken } from '../../report/timeline/token-text.ts';

const EXECUTIONS: readonly ExecutionKind[] = ['model', 'actors'];

/** The command. */
export const replay: Command = {
  name: 'replay',
  usage: 'FILE…|[SYSTEM#EXPORT] TOKEN|- [--on model|actors]',
  summary: 'replay scenario files, or a counterexample by its token',
  details: [
    'A scenario holds (exit code 0) when its race breaks the buggy protocol where the file says, and does not break the fixed one.',
    'A token is followed as far as it goes: exit code 1 if a property breaks on the way, or if at its end a goal can no longer be reached. A token of a run that goes on for ever has a cycle: it is followed once, the world has to be the same again, and a goal that is met nowhere on it breaks. Exit code 3 if the code has changed and a step is not possible any more.',
    'A token of a system of your own stands behind the file that exports it, as "holdfast check" prints it. The token knows what --config and --faults were.',
    '"-" reads a token from standard input.',
  ],
  options: {
    on: { value: 'EXECUTION', help: 'model (default): pure transitions; actors: real XState actors under control' },
    json: { help: 'print one JSON object, or one a line for several files' },
  },
  examples: [
    'holdfast replay scenarios/*.yaml',
    'holdfast replay scenarios/seed-stale-list.yaml --on actors',
    'holdfast replay hf1.…',
    'holdfast replay ./race.ts#conductor hf1.… --on actors',
  ],
  run,
};

/** A replay that is ready to run: what it needs has been read and checked. */
type Job = (on: ExecutionKind, goOn: GoOn) => Promise<Replayed>;

async function run(args: Arguments, io: Io): Promise<number> {
  const on = executionOf(args.text('on') ?? 'model');
  const jobs = await readAll(args.positionals, io);
  const codes: number[] = [];
  for (const job of jobs) {
    if (io.signal.aborted) break;
    const progress = showProgress(io, 'replaying');
    const { json, text, exitCode } = await job(on, goingOn(progress.report));
    progress.done();
    print(io, args.isOn('json') ? JSON.stringify(json) : text);
    codes.push(exitCode);
    await setImmediate();
  }
  const all = asked(args.positionals).length;
  const left = all - codes.length;
  return worst(left === 0 ? codes : [...codes, interrupted(io, `${left} of ${all} were not replayed`)]);
}

function executionOf(word: string): ExecutionKind {
  const execution = EXECUTIONS.find((known) => known === word);
  if (execution === undefined) throw new UserError(`--on: ${unknownWord('execution', word, EXECUTIONS)}`);
  return execution;
}

/** Reads everything before anything runs, so that every mistake is told, and first. */
async function readAll(words: readonly string[], io: Io): Promise<Job[]> {
  if (words.length === 0) {
    throw new UserError(
      'holdfast replay needs a scenario file or a token: holdfast replay scenarios/seed-clobber.yaml',
    );
  }
  const jobs: Job[] = [];
  const mistakes: string[] = [];
  for (const { word, place } of asked(words)) {
    try {
      jobs.push(await read(word, place, io));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes.push(error.message);
    }
  }
  // Input that was interrupted is not wrong.
  if (io.signal.aborted) return [];
  if (mistakes.length > 0) throw new UserError([...new Set(mistakes)].join('\n'));
  return jobs;
}

interface AskedReplay {
  readonly word: string;
  /** The system of a token, if it is not a rollout. */
  readonly place: SystemPlace | null;
}

/** The scenarios and tokens, each token with the file that stands before it. @throws UserError for a file without a token */
function asked(words: readonly string[]): AskedReplay[] {
  const places = words.map(systemPlace);
  return words.flatMap((word, index) => {
    const place = places[index] ?? null;
    if (place === null)
      return [{ word, place: isToken(word) ? (places.slice(0, index).findLast(isPlace) ?? null) : null }];
    if (isToken(words[index + 1])) return [];
    throw new UserError(
      `${word} is a system: name the token to replay behind it, as "holdfast check ${placeWord(place)}" prints it`,
    );
  });
}

const isPlace = (place: SystemPlace | null): boolean => place !== null;
const isToken = (word: string | undefined): boolean => word !== undefined && (word === '-' || looksLikeToken(word));

async function read(word: string, place: SystemPlace | null, io: Io): Promise<Job> {
  if (isToken(word)) return tokenJob(word === '-' ? await tokenFromInput(io) : word, place, io);
  const scenario = loadScenario(word, await readText(word));
  return (on, goOn) => replayScenario(word, scenario, on, io, goOn);
}

async function tokenJob(text: string, place: SystemPlace | null, io: Io): Promise<Job> {
  const token = place === null ? readToken(text) : await readOwnToken(text, place);
  return (on, goOn) => replayToken(token, on, io, goOn);
}

/** A long token may have been broken into lines on its way. */
async function tokenFromInput(io: Io): Promise<string> {
  const text = (await textOf(standardInput(io), 'standard input')).replaceAll(/\s+/g, '');
  if (looksLikeToken(text)) return text;
  throw new UserError('standard input holds no token: expected "hf1.…" as "holdfast check" prints it');
}
