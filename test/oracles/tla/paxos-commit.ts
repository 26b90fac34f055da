/** Paxos Commit: each resource manager's decision is an instance of Paxos, with ballots 0 and 1 and three acceptors. */
import type { AnySystem } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { each, manifest, variables, type Step } from '../variables.ts';

type Now = { readonly [variable: string]: boolean | string };
type Labelled = [string, Step<Now>];

const MANAGERS = ['r1', 'r2'];
const ACCEPTORS = ['a1', 'a2', 'a3'];
const MAJORITIES = [
  ['a1', 'a2'],
  ['a1', 'a3'],
  ['a2', 'a3'],
];
const BALLOTS = ['0', '1'];
const NONE = 'none';

/** An acceptor's state for a manager's decision: its ballot, and in which it accepted what, as `mbal bal val`. */
const acceptor = (rm: string, a: string): string => `${a} for ${rm}`;
const started = (rm: string): string => `1a ${rm}`;
const promised = (rm: string, a: string): string => `1b ${rm} ${a}`;
/** At most one value is ever proposed in a ballot, and so at most one is accepted there: what was sent is that value. */
const proposed = (rm: string, ballot: string): string => `2a ${rm} ${ballot}`;
const accepted = (rm: string, a: string, ballot: string): string => `2b ${rm} ${a} ${ballot}`;

const isAccepted = (now: Now, rm: string, value: string, ballot: string, majority: readonly string[]): boolean =>
  majority.every((a) => now[accepted(rm, a, ballot)] === value);

/** What a leader of ballot 1 proposes when it has heard from a majority: what one of it has accepted before, or else to abort. */
function proposal(now: Now, rm: string, majority: readonly string[]): string | null {
  const heard = majority.map((a) => String(now[promised(rm, a)]));
  if (heard.includes(NONE)) return null;
  const before = heard.map((text) => text.split(' ')).find(([ballot]) => ballot === '0');
  return before?.[1] ?? 'aborted';
}

function ofManager(rm: string): Labelled[] {
  const decides =
    (state: string): Step<Now> =>
    (now) =>
      now[rm] === 'working' ? { [rm]: state, [proposed(rm, '0')]: state } : null;
  return [
    [`${rm} prepares`, decides('prepared')],
    [`${rm} chooses to abort`, decides('aborted')],
    [`${rm} is told to commit`, (now) => (now['commit'] === true ? { [rm]: 'committed' } : null)],
    [`${rm} is told to abort`, (now) => (now['abort'] === true ? { [rm]: 'aborted' } : null)],
    [`a ballot is started for ${rm}`, () => ({ [started(rm)]: true })],
    ...MAJORITIES.map((majority): Labelled => [
      `the leader proposes for ${rm}, by ${majority.join(' and ')}`,
      (now) => {
        if (now[proposed(rm, '1')] !== NONE) return null;
        const value = proposal(now, rm, majority);
        return value === null ? null : { [proposed(rm, '1')]: value };
      },
    ]),
  ];
}

function ofAcceptor(a: string): Labelled[] {
  const stateOf = (now: Now, rm: string): string[] => String(now[acceptor(rm, a)]).split(' ');
  const promises =
    (rm: string): Step<Now> =>
    (now) => {
      const [mbal, bal, val] = stateOf(now, rm);
      if (now[started(rm)] !== true || mbal !== '0') return null;
      return { [acceptor(rm, a)]: `1 ${bal} ${val}`, [promised(rm, a)]: `${bal} ${val}` };
    };
  const accepts =
    (rm: string, ballot: string): Step<Now> =>
    (now) => {
      const value = now[proposed(rm, ballot)] as string;
      const [mbal] = stateOf(now, rm);
      if (value === NONE || Number(mbal) > Number(ballot)) return null;
      return { [acceptor(rm, a)]: `${ballot} ${ballot} ${value}`, [accepted(rm, a, ballot)]: value };
    };
  return MANAGERS.flatMap((rm): Labelled[] => [
    [`${a} promises for ${rm}`, promises(rm)],
    ...BALLOTS.map((ballot): Labelled => [`${a} accepts for ${rm} in ${ballot}`, accepts(rm, ballot)]),
  ]);
}

/** TLC counts a step for each reason to decide, and so an action stands for each: a ballot and a majority for every manager. */
function decisions(): Labelled[] {
  const reasons = BALLOTS.flatMap((ballot) => MAJORITIES.map((majority) => ({ ballot, majority })));
  const text = ({ ballot, majority }: (typeof reasons)[number]): string => `${majority.join(' and ')} in ${ballot}`;
  const aborts = MANAGERS.flatMap((rm) =>
    reasons.map((reason): Labelled => [
      `the leader aborts: ${rm} by ${text(reason)}`,
      (now) => (isAccepted(now, rm, 'aborted', reason.ballot, reason.majority) ? { abort: true } : null),
    ]),
  );
  const commits = reasons.flatMap((one) =>
    reasons.map((two): Labelled => [
      `the leader commits: ${text(one)}, ${text(two)}`,
      (now) =>
        [one, two].every(({ ballot, majority }, index) =>
          isAccepted(now, MANAGERS[index] as string, 'prepared', ballot, majority),
        )
          ? { commit: true }
          : null,
    ]),
  );
  return [...aborts, ...commits];
}

function initialState(): Now {
  const cells = MANAGERS.flatMap((rm): [string, boolean | string][] => [
    [rm, 'working'],
    [started(rm), false],
    ...BALLOTS.map((ballot): [string, string] => [proposed(rm, ballot), NONE]),
    ...ACCEPTORS.flatMap((a): [string, string][] => [
      [acceptor(rm, a), `0 -1 ${NONE}`],
      [promised(rm, a), NONE],
      ...BALLOTS.map((ballot): [string, string] => [accepted(rm, a, ballot), NONE]),
    ]),
  ]);
  return { ...Object.fromEntries(cells), commit: false, abort: false };
}

const paxosCommit = (): AnySystem =>
  variables<Now>({
    name: 'PaxosCommit',
    initial: [initialState()],
    actions: {
      ...each(MANAGERS, ofManager),
      ...each(ACCEPTORS, ofAcceptor),
      ...Object.fromEntries(decisions()),
    },
    invariants: {
      consistent: (now) =>
        !(MANAGERS.some((rm) => now[rm] === 'aborted') && MANAGERS.some((rm) => now[rm] === 'committed')),
    },
  });

export const PAXOS_COMMIT: readonly Oracle[] = [
  {
    name: 'PaxosCommit, 2 managers, 3 acceptors, 2 ballots',
    family: 'TLA+',
    source: manifest('transaction_commit', 'PaxosCommit.cfg'),
    published: { states: 1_321_761, generated: 16_959_159, depth: 28 },
    slow: true,
    system: paxosCommit,
  },
];
