/** The modules of specifications/transaction_commit: commit as such, in two phases, and in two phases with a backup manager. */
import { twoPhaseCommit } from '../../../examples/two-phase-commit/system.ts';
import type { AnySystem } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { combinations, each, manifest, variables, type Step } from '../variables.ts';

type States = { readonly [manager: string]: string };

const managers = ['rm1', 'rm2', 'rm3'];
const all = (now: States, ...states: string[]): boolean => managers.every((rm) => states.includes(now[rm] as string));
const some = (now: States, state: string): boolean => managers.some((rm) => now[rm] === state);
const consistent = (now: States): boolean => !(some(now, 'aborted') && some(now, 'committed'));
const working: States = Object.fromEntries(managers.map((rm) => [rm, 'working']));

/** Managers that prepare, and decide by looking at each other. */
const tCommit = (): AnySystem =>
  variables<States>({
    name: 'TCommit',
    initial: [working],
    actions: each(managers, (rm): [string, Step<States>][] => [
      [`${rm} prepares`, (now) => (now[rm] === 'working' ? { [rm]: 'prepared' } : null)],
      [
        `${rm} commits`,
        (now) => (now[rm] === 'prepared' && all(now, 'prepared', 'committed') ? { [rm]: 'committed' } : null),
      ],
      [
        `${rm} aborts`,
        (now) =>
          ['working', 'prepared'].includes(now[rm] as string) && !some(now, 'committed') ? { [rm]: 'aborted' } : null,
      ],
    ]),
    invariants: { consistent },
    symmetry: [managers],
  });

/** What has gone wrong with a manager so that nothing may be committed. */
const spoilt = ['aborted', 'failed'];

/** A resource manager of 2PCwithBTM; `pc:rm1` says whether its loop is over. */
function resourceManager(rm: string): [string, Step<States>][] {
  const looping = (now: States): boolean =>
    now[`pc:${rm}`] === 'RS' && ['working', 'prepared'].includes(now[rm] as string);
  const when = (label: string, enabled: (now: States) => boolean, state: string): [string, Step<States>] => [
    `${rm} ${label}`,
    (now) => (looping(now) && enabled(now) ? { [rm]: state } : null),
  ];
  return [
    when('prepares', (now) => now[rm] === 'working', 'prepared'),
    when('commits', ({ tm }) => tm === 'commit', 'committed'),
    when('aborts by itself', (now) => now[rm] === 'working', 'aborted'),
    when('aborts as told', ({ tm }) => tm === 'abort', 'aborted'),
    [`${rm} fails`, (now) => (!looping(now) ? null : some(now, 'failed') ? {} : { [rm]: 'failed' })],
    [`${rm} ends`, (now) => (now[`pc:${rm}`] === 'RS' && !looping(now) ? { [`pc:${rm}`]: 'Done' } : null)],
  ];
}

/**
 * How a manager decides. TLC counts a step for each way in which a guard of `\A` and `\/` is true, and so an action stands for each:
 * for every resource manager, either it is prepared or a certain one has committed.
 */
function decisions(who: string, allowed: (now: States) => boolean): Record<string, Step<States>> {
  const pc = `pc:${who}`;
  const go =
    (to: string, enabled: (now: States) => boolean): Step<States> =>
    (now) =>
      now[pc] === 'RS' && enabled(now) && allowed(now) ? { [pc]: to } : null;
  const isReason = (now: States, rm: string, reason: string): boolean =>
    reason === 'prepared' ? now[rm] === 'prepared' : now[reason] === 'committed';
  return {
    ...each(combinations(managers, ['prepared', ...managers]), (reasons) => [
      [
        `${who} may commit: ${Object.values(reasons).join(', ')}`,
        go('commit', (now) => Object.entries(reasons).every(([rm, reason]) => isReason(now, rm, reason))),
      ],
    ]),
    ...each(managers, (rm) => [
      [
        `${who} may abort: ${rm} did`,
        go('abort', (now) => spoilt.includes(now[rm] as string) && !some(now, 'committed')),
      ],
    ]),
  };
}

/** A step of the managers from one of their labels to the next. */
const moving =
  (pc: string, from: string, to: string, tm: string): Step<States> =>
  (now) =>
    now[pc] === from ? { [pc]: to, tm } : null;

const twoPhaseWithBackup = (): AnySystem => {
  const pcs = [...managers, 'tm', 'btm'].map((who) => `pc:${who}`);
  return variables<States>({
    name: '2PCwithBTM',
    initial: [{ ...working, tm: 'init', ...Object.fromEntries(pcs.map((pc) => [pc, 'RS'])) }],
    actions: {
      ...each(managers, resourceManager),
      ...decisions('tm', () => true),
      'tm commits': moving('pc:tm', 'commit', 'F1', 'commit'),
      'tm aborts': moving('pc:tm', 'abort', 'F2', 'abort'),
      'tm hides after a commit': moving('pc:tm', 'F1', 'Done', 'hidden'),
      'tm hides after an abort': moving('pc:tm', 'F2', 'Done', 'hidden'),
      ...decisions('btm', ({ tm }) => tm === 'hidden'),
      'btm commits': moving('pc:btm', 'commit', 'Done', 'commit'),
      'btm aborts': moving('pc:btm', 'abort', 'Done', 'abort'),
      'all stay done': (now) => (pcs.every((pc) => now[pc] === 'Done') ? {} : null),
    },
    invariants: { consistent },
  });
};

export const TRANSACTION_COMMIT: readonly Oracle[] = [
  {
    name: 'TCommit, 3 managers',
    family: 'TLA+',
    source: manifest('transaction_commit', 'TCommit.cfg'),
    published: { states: 34, generated: 94, depth: 7 },
    system: tCommit,
  },
  {
    name: 'TwoPhase, 3 managers',
    family: 'TLA+',
    source: manifest('transaction_commit', 'TwoPhase.cfg'),
    published: { states: 288, generated: 1146, depth: 11 },
    system: () => twoPhaseCommit(3),
  },
  {
    name: '2PCwithBTM, 3 managers',
    family: 'TLA+',
    source: manifest('transaction_commit', '2PCwithBTM.cfg'),
    published: { states: 1245, generated: 5841, depth: 15 },
    system: twoPhaseWithBackup,
  },
];
