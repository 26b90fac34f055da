/** What each protocol breaks with two operations, by class of faults: found by exhausting every rollout of it. */
import type { FaultBudget } from '../../src/sim/index.ts';

/** Classes of faults that exhaust in about a second each. */
export const FAULTS = {
  none: {},
  read: { read: 1 },
  stale: { stale: 1 },
  crash: { crash: 1 },
  write: { write: 1, ack: 1 },
  failure: { failure: 1 },
  failures: { failure: 2 },
  'late failure': { 'late-failure': 1 },
  listing: { partial: 1, 'own-row': 1, empty: 1 },
  stop: { stop: 1 },
} as const satisfies Record<string, FaultBudget>;

export type FaultClass = keyof typeof FAULTS;

const EARLY = ['no-false-terminal', 'gate-never-green-early', 'verdict-matches-rows'];
const BLIND = [...EARLY, 'undetermined-writes-nothing'];
/** The write of an older listing comes last, and a finished operation stamps its apply. */
const LAST_WINS = ['settled-stays-settled', 'completed-at-iff-settled'];

type Broken = Readonly<Record<FaultClass, readonly string[]>>;

const OWN_TASKS: Broken = {
  none: [...BLIND, ...LAST_WINS],
  read: [...BLIND, ...LAST_WINS],
  stale: [...BLIND, ...LAST_WINS],
  crash: [...BLIND, ...LAST_WINS],
  write: [...BLIND, ...LAST_WINS],
  failure: [...BLIND, ...LAST_WINS, 'aggregate-converges-to-rows'],
  failures: [...BLIND, ...LAST_WINS, 'first-error-kept', 'aggregate-converges-to-rows'],
  'late failure': [...BLIND, ...LAST_WINS, 'aggregate-converges-to-rows'],
  listing: [...BLIND, ...LAST_WINS],
  stop: ['no-false-stop', ...BLIND, ...LAST_WINS, 'aggregate-converges-to-rows'],
};

const REFUSE: Broken = {
  none: LAST_WINS,
  read: LAST_WINS,
  stale: LAST_WINS,
  crash: LAST_WINS,
  write: LAST_WINS,
  failure: ['no-false-terminal', ...LAST_WINS],
  failures: ['no-false-terminal', ...LAST_WINS, 'first-error-kept'],
  'late failure': [...EARLY, ...LAST_WINS, 'aggregate-converges-to-rows'],
  listing: [...EARLY, ...LAST_WINS],
  stop: ['no-false-stop', ...LAST_WINS, 'every-apply-settles', 'aggregate-converges-to-rows'],
};

/** The stamp and the error are right now, but for what an older listing overwrites. */
const HELD: Broken = {
  none: ['settled-stays-settled'],
  read: ['settled-stays-settled'],
  stale: ['settled-stays-settled'],
  crash: ['settled-stays-settled'],
  write: ['settled-stays-settled'],
  failure: ['no-false-terminal', 'settled-stays-settled'],
  failures: ['no-false-terminal', 'settled-stays-settled', 'first-error-kept'],
  'late failure': [...EARLY, 'settled-stays-settled', 'aggregate-converges-to-rows'],
  listing: [...EARLY, 'settled-stays-settled', 'aggregate-converges-to-rows'],
  stop: ['no-false-stop', 'settled-stays-settled', 'every-apply-settles', 'aggregate-converges-to-rows'],
};

/** Nothing settled is overwritten; rows that change while the stored state does not are not noticed. */
const CAS: Broken = {
  none: [],
  read: [],
  stale: [],
  crash: [],
  write: [],
  failure: ['no-false-terminal'],
  failures: ['no-false-terminal', 'first-error-kept'],
  'late failure': [...EARLY, 'aggregate-converges-to-rows'],
  listing: [...EARLY, 'aggregate-converges-to-rows'],
  stop: ['no-false-stop', 'every-apply-settles', 'aggregate-converges-to-rows'],
};

/** All other properties hold. */
export const BROKEN: Readonly<Record<string, Broken>> = {
  'own-tasks': OWN_TASKS,
  fallback: { ...REFUSE, read: [...BLIND, ...LAST_WINS], listing: [...BLIND, ...LAST_WINS] },
  refuse: REFUSE,
  merged: REFUSE,
  held: HELD,
  cas: CAS,
  fenced: Object.fromEntries(Object.keys(CAS).map((faults) => [faults, []])) as unknown as Broken,
};
