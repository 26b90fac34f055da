/** The projections of this package, and what they do where they do not keep a law. */
import { projectRollout } from '../project-rollout.ts';
import { projectStates } from '../project.ts';
import { normaliseState } from '../vocabulary.ts';
import { ofOperations, ofStates, type LintedProjection, type Unclaimed } from './projection.ts';

/** What holds of neither: the rollout projection is the base wherever nothing has failed. */
const SHARED: Unclaimed = {
  'single-child': 'a state that no rule names counts as pending, on a single child too',
  'grouping-insensitive': 'groups of children at different phases may show another phase than all of them together',
  'never-terminal-while-begun':
    'cancelled, reverted and stopped show at once, while the others go on; the rollout waits for them only after a failure',
  'never-terminal-while-held': 'an outcome other than completed shows before the other children are settled',
  'stopped-is-not-settled': 'failed and cancelled come before stopped',
  'settled-is-final':
    'an outcome shown over open children can be taken back by what they do next: whoever writes it must not let that happen',
  monotone:
    'completed children count for nothing beside unfinished ones, waiting shows only where all wait, revert_window shows over earlier phases',
  'pending-means-not-begun': 'pending is also what is left when no rule matches, whatever has been done',
};

const base = ofStates('base', (words) => projectStates(words.map(normaliseState)), {
  ...SHARED,
  'never-failed-while-begun':
    'one failed child fails the parent at once; the rollout projection waits for those at work',
});

const rollout = ofOperations(
  'rollout',
  (children, release) => {
    const operations = children.map((child) => ({ ...child, state: normaliseState(child.state) }));
    return projectRollout(operations, release);
  },
  {
    ...SHARED,
    'permutation-invariant': 'under pause a failure holds only what comes later in deployment order',
    idempotent: 'paused and running_degraded are states of a parent alone: as a child they count as pending',
    'grouping-keeps-outcome': 'policies, order and flags belong to operations and are gone once a group is one state',
    'failed-absorbs': 'a failure may show as running_degraded or paused, until nothing can change any more',
  },
);

/** Every projection of this package, as `lintProjection` takes it. @public */
export const SHIPPED_PROJECTIONS: readonly LintedProjection[] = [base, rollout];
