/** What each protocol breaks where an operator steps in or a policy says what a failure does: found by exhausting two operations. */

const EARLY = ['no-false-terminal', 'gate-never-green-early', 'verdict-matches-rows'];
/** The write of an older listing comes last, and a finished operation stamps its apply. */
const LAST_WINS = ['settled-stays-settled', 'completed-at-iff-settled'];
const BLIND = [...EARLY, 'undetermined-writes-nothing'];
/** What is told is not what is stored, or is overwritten; and every drive that writes tells. */
const TOLD_TOO_SOON = ['summary-tells-the-verdict', 'summary-has-one-teller'];
const ALONE = [...EARLY, ...LAST_WINS, 'undetermined-writes-nothing', 'aggregate-converges-to-rows'];

/** The classes of faults that the table is about. */
export const CLASSES = [
  'cancel',
  'continue',
  'pause',
  'release',
  'stop-request',
  'cancel-request',
  'summary',
  'summary-lost',
] as const;

type Broken = Readonly<Record<(typeof CLASSES)[number], readonly string[]>>;

const OWN_TASKS: Broken = {
  cancel: ALONE,
  continue: [...ALONE, 'first-error-kept'],
  pause: [...ALONE, 'first-error-kept'],
  release: [...ALONE, 'first-error-kept'],
  'stop-request': [...ALONE, 'no-false-stop'],
  'cancel-request': ALONE,
  summary: [...BLIND, ...LAST_WINS, ...TOLD_TOO_SOON],
  'summary-lost': [...BLIND, ...LAST_WINS, ...TOLD_TOO_SOON],
};

/**
 * A state that is derived from states alone is failed at the first failure, whatever the policy. And a drive whose engine
 * had completed folds that over its row, which the cancel has closed.
 */
const FAILS_AT_ONCE = ['no-false-terminal', ...LAST_WINS, 'first-error-kept'];
const MERGED: Broken = {
  cancel: ['gate-never-green-early', 'verdict-matches-rows', ...LAST_WINS, 'aggregate-converges-to-rows'],
  continue: FAILS_AT_ONCE,
  pause: FAILS_AT_ONCE,
  release: FAILS_AT_ONCE,
  'stop-request': ['no-false-stop', 'no-false-terminal', ...LAST_WINS, 'aggregate-converges-to-rows'],
  'cancel-request': [...EARLY, ...LAST_WINS, 'aggregate-converges-to-rows'],
  summary: [...LAST_WINS, ...TOLD_TOO_SOON],
  'summary-lost': [...LAST_WINS, ...TOLD_TOO_SOON],
};

const ENDS_AT_ONCE = ['no-false-terminal', 'verdict-matches-rows', 'aggregate-converges-to-rows'];

/** Policies are kept from here on. What is left is the older listing that is written last, a state or an error. */
const HELD: Broken = {
  cancel: ['settled-stays-settled'],
  continue: ['settled-stays-settled', 'first-error-kept'],
  pause: ['settled-stays-settled', 'first-error-kept'],
  release: ['settled-stays-settled', 'first-error-kept'],
  'stop-request': ['no-false-stop', 'no-false-terminal', 'settled-stays-settled', 'aggregate-converges-to-rows'],
  'cancel-request': [...ENDS_AT_ONCE, 'settled-stays-settled'],
  summary: ['settled-stays-settled', ...TOLD_TOO_SOON],
  'summary-lost': ['settled-stays-settled', ...TOLD_TOO_SOON, 'summary-is-told'],
};

/** Rows that change after they were listed are not noticed, and one operation that is stopped or cancelled ends the apply for all. */
const CAS: Broken = {
  cancel: [],
  continue: ['first-error-kept'],
  pause: ['first-error-kept'],
  release: ['first-error-kept'],
  'stop-request': ['no-false-stop', 'no-false-terminal', 'aggregate-converges-to-rows'],
  'cancel-request': ENDS_AT_ONCE,
  summary: [],
  // Who wrote it knows that it was the one to tell, and nobody else does: if that drive is lost, nobody tells.
  'summary-lost': ['summary-is-told'],
};

/** All other properties hold. */
export const BROKEN: Readonly<Record<string, Broken>> = {
  'own-tasks': OWN_TASKS,
  fallback: MERGED,
  refuse: MERGED,
  merged: MERGED,
  held: HELD,
  cas: CAS,
  fenced: Object.fromEntries(CLASSES.map((under) => [under, []])) as unknown as Broken,
};
