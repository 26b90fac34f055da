/** The voting that is behind Paxos: acceptors vote in numbered ballots for what is safe there. */
import type { AnySystem, Json } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { each, manifest, range, variables, type Step } from '../variables.ts';

type Now = { readonly [variable: string]: Json };

const ACCEPTORS = ['a1', 'a2', 'a3'];
const VALUES = ['v1', 'v2'];
const QUORUMS = [
  ['a1', 'a2'],
  ['a1', 'a3'],
  ['a2', 'a3'],
];

const ballotOf = (acceptor: string): string => `${acceptor} ballot`;
const vote = (acceptor: string, ballot: number): string => `${acceptor} in ${ballot}`;
const hasVoted = (now: Now, acceptor: string, ballot: number): boolean => now[vote(acceptor, ballot)] !== 'none';

/**
 * Why a vote may be cast. TLC counts a step for each way in which a guard of `\E` is true, and so an action stands for each: a quorum,
 * the last ballot before in which one of it voted, and who did.
 */
interface Reason {
  readonly quorum: readonly string[];
  readonly last: number;
  readonly witness: string | null;
}

/** A quorum is named by who is not in it, so that the text is the same whichever way its members are exchanged. */
function textOf({ quorum, last, witness }: Reason): string {
  const missing = ACCEPTORS.filter((a) => !quorum.includes(a)).join(' ');
  return `without ${missing}${witness === null ? '' : `, as ${witness} in ${last}`}`;
}

function reasons(earlier: readonly number[]): Reason[] {
  return QUORUMS.flatMap((quorum) => [
    { quorum, last: -1, witness: null },
    ...earlier.flatMap((last) => quorum.map((witness) => ({ quorum, last, witness }))),
  ]);
}

/** Whether nothing but the value can have been chosen before the ballot, for this reason. */
function isSafe(now: Now, ballot: number, value: string, { quorum, last, witness }: Reason): boolean {
  if (quorum.some((a) => (now[ballotOf(a)] as number) < ballot)) return false;
  if (witness !== null && now[vote(witness, last)] !== value) return false;
  return range(last + 1, ballot - 1).every((between) => quorum.every((a) => !hasVoted(now, a, between)));
}

function votes(acceptor: string, ballot: number): [string, Step<Now>][] {
  const mayVote = (now: Now, value: string): boolean =>
    (now[ballotOf(acceptor)] as number) <= ballot &&
    !hasVoted(now, acceptor, ballot) &&
    ACCEPTORS.every((other) => !hasVoted(now, other, ballot) || now[vote(other, ballot)] === value);
  return VALUES.flatMap((value) =>
    reasons(range(0, ballot - 1)).map((reason): [string, Step<Now>] => [
      `${acceptor} votes for ${value} in ${ballot} ${textOf(reason)}`,
      (now) =>
        mayVote(now, value) && isSafe(now, ballot, value, reason)
          ? { [vote(acceptor, ballot)]: value, [ballotOf(acceptor)]: ballot }
          : null,
    ]),
  );
}

const chosenIn = (now: Now, ballot: number): string[] =>
  VALUES.filter((value) => QUORUMS.some((quorum) => quorum.every((a) => now[vote(a, ballot)] === value)));

function voting(highest: number): AnySystem {
  const ballots = range(0, highest);
  const start = ACCEPTORS.flatMap((a) => [
    [ballotOf(a), -1] as const,
    ...ballots.map((b) => [vote(a, b), 'none'] as const),
  ]);
  return variables<Now>({
    name: 'Voting',
    config: highest,
    initial: [Object.fromEntries(start)],
    actions: each(ACCEPTORS, (a) =>
      ballots.flatMap((b): [string, Step<Now>][] => [
        [`${a} goes to ballot ${b}`, (now) => ((now[ballotOf(a)] as number) < b ? { [ballotOf(a)]: b } : null)],
        ...votes(a, b),
      ]),
    ),
    invariants: {
      'one value is chosen': (now) => new Set(ballots.flatMap((b) => chosenIn(now, b))).size <= 1,
    },
    symmetry: [ACCEPTORS, VALUES],
  });
}

export const VOTING: readonly Oracle[] = [
  {
    name: 'Voting, 3 acceptors, 2 values, 3 ballots',
    family: 'TLA+',
    source: manifest('PaxosHowToWinATuringAward', 'MCVoting.cfg'),
    published: { states: 6752, generated: 41_017, depth: 16 },
    system: () => voting(2),
  },
  {
    name: 'Voting up to symmetry, 3 acceptors, 2 values, 2 ballots',
    family: 'TLA+',
    source: manifest('Paxos', 'MCVoting.cfg'),
    published: { states: 77, generated: 451, depth: 12 },
    difference: {
      text: "symmetry is on, there and here; TLC's depth is no exact one with several workers: the module's states have 11 levels",
      depth: -1,
    },
    orbits: true,
    system: () => voting(1),
  },
];
