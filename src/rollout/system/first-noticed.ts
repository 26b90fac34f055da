/** Under which class of faults each mutant was noticed when it was last hunted: where to look first, and nothing else depends on it. */

const FIRST_NOTICED: Readonly<Record<string, readonly string[]>> = {
  none: ['rash-outcome', 'eager-gate', 'second-writer', 'wrong-outcome', 'no-stamp', 'lost-apply-write'],
  failure: ['wrong-error'],
  listing: ['degraded-trust-own'],
  legacy: ['legacy-refuse-terminal'],
  lease: ['stolen-lease', 'unfenced-operation', 'unfenced-apply', 'kept-token'],
  'changed-rows': ['zeroRows-lost'],
  drivers: ['leftover-lease', 'no-watchdog', 'failed-by-shutdown'],
  'target-stop': ['stopped-lets-go'],
  reaper: ['hasty-reaper', 'no-reaper'],
  order: ['out-of-turn'],
  barrier: ['waiting-stay'],
  cutover: ['all-cut-over'],
  revert: ['window-is-completed'],
  'stop-request': ['blind-claim', 'hasty-answer', 'stop-by-drives'],
  'cancel-request': ['rows-alone'],
  'cutover-cancel': ['blind-poll', 'cancelled-cutover'],
  'legacy-duplicate': ['commands-bare'],
  retry: ['uncounted-retry', 'late-count', 'blind-sweep', 'idle-sweep'],
  misreport: ['silence-is-done', 'silence-pending'],
  read: ['cut-off-is-failed'],
  'stale-progress': ['oldReports-believed'],
  'retry-window': ['late-retry', 'timeless-sweep'],
  summary: ['announces-before', 'loser-tells', 'unpaid-summary'],
  'summary-lost': ['announces-after'],
  tasks: ['skipped-task', 'lost-task-write'],
  'tasks-forgotten': ['forgetful-task'],
  finalizer: ['hasty-finalizer', 'no-orphans'],
  attach: ['unnoticed-attach', 'blind-attach'],
};

/** The name of the class, if it is known. */
export function firstNoticed(mutant: string): string | undefined {
  return Object.entries(FIRST_NOTICED).find(([, mutants]) => mutants.includes(mutant))?.[0];
}
