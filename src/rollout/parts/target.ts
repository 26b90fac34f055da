/**
 * A newer apply that waits for the same target, and takes it once this one has let go: what a settled state promises to the rest of the
 * world. A stopped apply has not let go, as it may be started again.
 */
import { isSettled, isTerminal } from '../../machines/index.ts';
import { BLOCKED, type EnvironmentAction, type SafetyProperty } from '../../sim/index.ts';
import { withActions } from '../base/mutations.ts';
import type { Part } from '../base/part.ts';
import type { RolloutStore } from '../base/modelled-store.ts';

const TAKES = 'a newer apply takes the target';

const takesOnce = (letsGo: typeof isSettled): EnvironmentAction<RolloutStore>['run'] =>
  function takes(tx) {
    if (tx.read('target') !== 'ours' || !letsGo(tx.read('apply').state)) return BLOCKED;
    tx.write('target', 'theirs');
  };

const targetHasOneOwner = (engines: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'target-has-one-owner',
  summary: 'no engine of this apply copies once a newer apply has taken the target',
  each: engines,
  check: (after, _before, engine) =>
    after.read('target') === 'theirs' && after.actor(engine)?.value === 'copying'
      ? `${engine} copies on a target that a newer apply has taken`
      : null,
});

export const TARGET: Part = {
  name: 'target',
  brings: { target: true },
  within: ({ target }) => (target === true ? 'a newer apply takes it once this one is settled' : null),
  cells: () => ({ target: 'ours' }),
  environment: () => ({ [TAKES]: { run: takesOnce(isSettled) } }),
  properties: ({ engines }) => [targetHasOneOwner(engines)],
  mutants: [
    {
      name: 'stopped-lets-go',
      summary: 'a stopped apply lets go of its target',
      mutate: withActions(/^a newer apply takes/, () => takesOnce(isTerminal)),
    },
  ],
};
