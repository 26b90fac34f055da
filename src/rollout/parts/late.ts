/**
 * Operations that are attached while their apply goes on. Their drives and engines are there from the start and have nothing to
 * claim until then.
 *
 * To attach is one transaction: it looks at the apply, adds the row, and moves the revision, as the number of rows is part of what
 * an aggregate is derived from.
 */
import { isHeldBack, isTerminal, type ClaimInput, type Protocol } from '../../machines/index.ts';
import { BLOCKED, type EnvironmentAction, type Transaction, type Witness } from '../../sim/index.ts';
import { seen, withActions } from '../base/mutations.ts';
import type { Part, Services } from '../base/part.ts';
import type { Scene } from '../base/scene.ts';
import { MAX_LATE } from '../base/settings.ts';
import { isUnwanted, rowsOf, type RolloutStore } from '../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

/** The last ones in deployment order. An apply begins with one operation at least. */
function lateOf({ operations, config: { late = 0 } }: Scene): readonly string[] {
  return operations.slice(Math.max(1, operations.length - late));
}

function attachments(scene: Scene): Record<string, Action> {
  return Object.fromEntries(lateOf(scene).map((id) => [`operation:${id} is attached`, attachment(id, scene.protocol)]));
}

/** An apply that is terminal, or is to be stopped or cancelled, takes none; one whose finalizer is there takes no work of its scope. */
function attachment(id: string, protocol: Protocol): Action {
  return {
    budget: 'attach',
    run: (tx) => (mayAttach(id, tx) ? attach(id, tx, protocol) : BLOCKED),
  };
}

function mayAttach(id: string, tx: Tx): boolean {
  const isOpen = !isTerminal(tx.read('apply').state) && !isUnwanted(tx);
  return isOpen && !tx.read('order').includes(id) && !isAwaited(id, tx);
}

/** Something that is there waits for it. Attached behind that, it would come too late, or the two would wait for each other. */
function isAwaited(id: string, tx: Tx): boolean {
  const row = tx.read(`operation:${id}`);
  return rowsOf(tx).some((other) => isHeldBack(other, [row]));
}

function attach(id: string, tx: Tx, { compares }: Protocol): void {
  tx.write('order', [...tx.read('order'), id]);
  if (compares === 'revision') tx.write('revision', tx.read('revision') + 1);
}

function withLate(services: Services): Services {
  const { claim } = services;
  const run = (input: ClaimInput, tx: Tx, self: string) =>
    input.operation === null || tx.read('order').includes(input.operation) ? claim.run(input, tx, self) : BLOCKED;
  return { ...services, claim: { ...claim, run } };
}

const canGrow = (late: readonly string[]): Witness<RolloutStore> => ({
  kind: 'witness',
  name: 'can-grow',
  summary: 'some run completes an apply with an operation that was attached to it',
  reached: (world) => {
    const order = world.read('order');
    return world.read('apply').state === 'completed' && late.some((id) => order.includes(id));
  },
});

function mistakeOf({ legacy, late, cutover }: Parameters<Part['within']>[0]): string | null {
  if (late === undefined) return null;
  if (legacy === true) return 'an apply without operations has none that could be attached';
  if (cutover === true)
    return 'cutovers go by the deployment order, and what is attached may come before what has cut over: leave late or cutover out';
  const isPossible = Number.isInteger(late) && late >= 1 && late <= MAX_LATE;
  return isPossible ? null : `1 to ${MAX_LATE} operations may be attached, not ${late}`;
}

export const LATE: Part = {
  name: 'late operations',
  brings: { late: 1 },
  within: ({ late }) => (late === undefined ? null : `${late} that may be attached`),
  mistake: mistakeOf,
  faults: { attach: 'an operation is attached to an apply that goes on (with late operations)' },
  cells: (scene) => ({ order: scene.operations.slice(0, scene.operations.length - lateOf(scene).length) }),
  services: withLate,
  environment: attachments,
  properties: (scene) =>
    (scene.faults['attach'] ?? 0) > 0 && lateOf(scene).length > 0 ? [canGrow(lateOf(scene))] : [],
  mutants: [
    {
      name: 'unnoticed-attach',
      summary: 'an operation that is attached leaves the revision as it was',
      matters: ({ compares }) => compares === 'revision',
      mutate: withActions(/ is attached$/, (run) => (tx) => {
        const revision = tx.read('revision');
        const result = run(tx);
        if (result !== BLOCKED) tx.write('revision', revision);
        return result;
      }),
    },
    {
      name: 'blind-attach',
      summary: 'an operation is attached to an apply whatever has become of it',
      mutate: withActions(
        / is attached$/,
        (run) => (tx) =>
          run(seen(tx, (cell, value) => (cell === 'apply' ? { ...tx.read('apply'), state: 'running' } : value))),
      ),
    },
  ],
};
