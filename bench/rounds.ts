/** Rounds: every side of a row once, one after the other, then all again, so that a slow minute hits all alike. */
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
