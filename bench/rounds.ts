/** Rounds: every side of a row once, one after the other, then all of them again, so that a slow minute hits all alike. */
import type { Counts, Figure, Row } from './row.ts';
import { spreadOf, type Spread } from './statistics.ts';
import type { Sample } from './take-sample.ts';

/** Takes one sample of a side, in a process of its own. */
export type Sampler = (side: string, withFacts: boolean) => Promise<Sample>;

/** A line of the table, measured. The ratio is taken within each round, and its median is that of the rounds. */
export interface Measured extends Figure {
  readonly oursPerSecond: number;
  readonly peerPerSecond: number;
  readonly ratio: Spread;
}

/** What the rounds of one row found. */
export interface RowResult {
  readonly rounds: number;
  readonly figures: readonly Measured[];
  /** How much each side did in one run. */
  readonly work: Readonly<Record<string, Counts>>;
}

/** How many rounds to run: at least `least`, at most `most`, and in between as many as fit into `milliseconds`. */
export interface Plan {
  readonly least: number;
  readonly most: number;
  readonly milliseconds: number;
}

type Round = ReadonlyMap<string, Sample>;

export async function runRounds(row: Row, plan: Plan, sampler: Sampler): Promise<RowResult> {
  const start = performance.now();
  const rounds: Round[] = [];
  // Stops before a round that would probably not fit any more.
  const fits = (): boolean => ((performance.now() - start) * (rounds.length + 1)) / rounds.length <= plan.milliseconds;
  while (rounds.length < plan.least || (rounds.length < plan.most && fits())) {
    rounds.push(await oneRound(row, sampler, rounds.length === 0));
  }
  return {
    rounds: rounds.length,
    figures: row.figures.map((figure) => measuredIn(rounds, figure)),
    work: workOf(rounds),
  };
}

async function oneRound(row: Row, sampler: Sampler, withFacts: boolean): Promise<Round> {
  const round = new Map<string, Sample>();
  for (const side of Object.keys(row.sides)) round.set(side, await sampler(side, withFacts));
  return round;
}

function measuredIn(rounds: readonly Round[], figure: Figure): Measured {
  const ours = rounds.map((round) => rateOf(round, figure.ours, figure));
  const peer = rounds.map((round) => rateOf(round, figure.peer, figure));
  return {
    ...figure,
    oursPerSecond: spreadOf(ours).median,
    peerPerSecond: spreadOf(peer).median,
    ratio: spreadOf(ours.map((rate, index) => rate / (peer[index] as number))),
  };
}

function rateOf(round: Round, side: string, { when, unit }: Figure): number {
  const rate = round.get(side)?.[when][unit];
  if (rate === undefined) throw new Error(`side "${side}" counts no ${unit}`);
  return rate;
}

function workOf([first]: readonly Round[]): RowResult['work'] {
  return Object.fromEntries([...(first ?? [])].map(([side, { counts, facts }]) => [side, { ...counts, ...facts }]));
}
