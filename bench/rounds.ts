/** Rounds: every side of a row once, one after the other, then all again, so that a slow minute hits all alike. */
import type { Counts, Facts, Figure, Row, When } from './row.ts';
import { spreadOf, type Spread } from './statistics.ts';
import type { Sample, Timing } from './take-sample.ts';

/** Takes one sample of a side, in a process of its own. */
export type Sampler = (side: string, withFacts: boolean) => Promise<Sample>;

/**
 * A line of the table, measured. The ratio is taken within each round, and its median is that of the rounds; where there is
 * no peer, there is none.
 */
export interface Measured extends Figure {
  readonly oursPerSecond: number;
  readonly peerPerSecond?: number;
  readonly ratio?: Spread;
}

/** What one side did in one run: how much, what was found out besides, and how long it took, in seconds (a median). */
export interface Work {
  readonly counts: Counts;
  readonly facts: Facts;
  readonly seconds: Readonly<Partial<Record<When, number>>>;
}

/** What the rounds of one row found. */
export interface RowResult {
  readonly rounds: number;
  readonly figures: readonly Measured[];
  readonly work: Readonly<Record<string, Work>>;
  readonly notes: readonly string[];
}

/** Up to `most` rounds if they fit into `milliseconds`; up to `enough` may take three times that. One always runs. */
export interface Plan {
  readonly enough: number;
  readonly most: number;
  readonly milliseconds: number;
}

type Round = ReadonlyMap<string, Sample>;

export async function runRounds(row: Row, plan: Plan, sampler: Sampler): Promise<RowResult> {
  const start = performance.now();
  const rounds: Round[] = [];
  // What all rounds would take with one more, if that one took as long as those before it.
  const withOneMore = (): number => ((performance.now() - start) / rounds.length) * (rounds.length + 1);
  const limit = (): number => plan.milliseconds * (rounds.length < plan.enough ? 3 : 1);
  while (rounds.length === 0 || (rounds.length < plan.most && withOneMore() <= limit())) {
    rounds.push(await oneRound(row, sampler, rounds.length === 0));
  }
  return {
    rounds: rounds.length,
    figures: row.figures.map((figure) => measuredIn(rounds, figure)),
    work: Object.fromEntries(Object.keys(row.sides).map((side) => [side, workOf(rounds, side)])),
    notes: row.notes ?? [],
  };
}

async function oneRound(row: Row, sampler: Sampler, withFacts: boolean): Promise<Round> {
  const round = new Map<string, Sample>();
  for (const side of Object.keys(row.sides)) round.set(side, await sampler(side, withFacts));
  return round;
}

function measuredIn(rounds: readonly Round[], figure: Figure): Measured {
  const ours = rounds.map((round) => rateOf(round, figure.ours, figure));
  const measured = { ...figure, oursPerSecond: spreadOf(ours).median };
  const { peer } = figure;
  if (peer === undefined) return measured;
  const theirs = rounds.map((round) => rateOf(round, peer, figure));
  const ratio = spreadOf(ours.map((rate, index) => rate / (theirs[index] as number)));
  return { ...measured, peerPerSecond: spreadOf(theirs).median, ratio };
}

function rateOf(round: Round, side: string, { when, unit }: Figure): number {
  const timing = round.get(side)?.timings[when];
  const count = timing?.counts[unit];
  if (timing === undefined || count === undefined) throw new Error(`side "${side}" counts no ${unit} when ${when}`);
  return count / timing.seconds;
}

function workOf(rounds: readonly Round[], side: string): Work {
  const samples = rounds.flatMap((round) => round.get(side) ?? []);
  const [first] = samples;
  const entries = Object.entries(first?.timings ?? {}) as [When, Timing][];
  const seconds = entries.map(([when]) => [when, spreadOf(samples.map((sample) => secondsOf(sample, when))).median]);
  return {
    counts: entries.at(-1)?.[1].counts ?? {},
    facts: first?.facts ?? {},
    seconds: Object.fromEntries(seconds) as Work['seconds'],
  };
}

const secondsOf = (sample: Sample, when: When): number => sample.timings[when]?.seconds ?? Number.NaN;
