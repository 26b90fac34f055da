/** A group finalizer: the last operation of an apply, which waits for all others. What it waits for is for the machines to say. */
import { isHeldBack, type OperationRow } from '../../machines/index.ts';
import type { SafetyProperty } from '../../sim/index.ts';
import type { Place } from '../base/config.ts';
import { withSight } from '../base/mutations.ts';
import type { Part } from '../base/part.ts';
import { rowsOf, type RolloutStore } from '../base/modelled-store.ts';

const DEPLOYMENT = 'region';
const SCOPE = 'shop';

/** The places of operations whose last one finalizes the others. */
export function finalizerPlaces(names: readonly string[]): Readonly<Record<string, Place>> {
  const last = names.length - 1;
  return Object.fromEntries(names.map((name, index) => [name, index === last ? placeOfLast() : placeOfWork(name)]));
}

const placeOfWork = (name: string): Place => ({ deployment: DEPLOYMENT, key: `${SCOPE}/${name}` });
const placeOfLast = (): Place => ({
  deployment: DEPLOYMENT,
  key: `${SCOPE}/group_finalizer`,
  kind: 'group_finalizer',
});

const scopeIsDone = (operations: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'finalizer-comes-last',
  summary: 'no group finalizer begins before all work of its scope is completed',
  each: operations,
  check: (after, before, id) => {
    const row = before.read(`operation:${id}`);
    if (row.started || !after.read(`operation:${id}`).started || !isHeldBack(row, rowsOf(before))) return null;
    return `operation:${id} begins before the work that it finalizes is completed`;
  },
});

/** A finalizer as if it waited for nothing. */
export function withoutScope({ key, ...row }: OperationRow): OperationRow {
  return row.kind === 'group_finalizer' || key === undefined ? row : { ...row, key };
}

export const FINALIZER: Part = {
  name: 'finalizer',
  brings: { finalizer: true },
  within: ({ finalizer }) => (finalizer === true ? 'the last operation waits for the others' : null),
  mistake: ({ legacy, finalizer }) =>
    legacy === true && finalizer === true ? 'an apply without operations has nothing to finalize' : null,
  properties: ({ operations }) => [scopeIsDone(operations)],
  mutants: [
    {
      name: 'hasty-finalizer',
      summary: 'a claim does not look whether the work that a finalizer waits for is completed',
      mutate: withSight('claim', (cell, value) =>
        cell.startsWith('operation:') ? withoutScope(value as OperationRow) : value,
      ),
    },
  ],
};
