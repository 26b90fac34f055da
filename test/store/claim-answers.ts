/** What the model and a store answer to a claim question. */
import * as machines from '../../src/machines/index.ts';
import { NO_REQUESTS, type ApplyRow, type OperationRow, type Protocol } from '../../src/machines/index.ts';
import { claim } from '../../src/rollout/base/claim.ts';
import { rowWriter, type RolloutStore } from '../../src/rollout/base/modelled-store.ts';
import { BLOCKED, type Transaction } from '../../src/sim/index.ts';
import { claimStored } from '../../src/store/change.ts';
import { isClaimable, type ApplyView } from '../../src/store/index.ts';
import type { ClaimQuestion } from './claim-questions.ts';

/** What a claim makes of the rows, or that it has to wait. */
export type ClaimAnswer =
  'waits' | { readonly apply: ApplyRow; readonly operation: OperationRow; readonly reopened: boolean };

function protocolOf({ protocol }: ClaimQuestion): Protocol {
  return machines.findProtocol(protocol) as Protocol;
}

/** The answer of the modelled store. */
export function modelAnswer(question: ClaimQuestion): ClaimAnswer {
  const protocol = protocolOf(question);
  const cells = new Map<string, unknown>([
    ['apply', question.apply],
    ['control', question.started ? 'start' : 'none'],
    ['requests', { ...NO_REQUESTS, release: question.released ? 'completed' : 'none' }],
    ['order', question.rows.map(({ id }) => id)],
    ['turns', question.order],
    ['revision', 0],
    ...question.rows.map((row) => [`operation:${row.id}`, row] as const),
  ]);
  const tx = {
    read: (cell: string) => {
      if (!cells.has(cell)) throw new Error(`a claim reads ${cell}, which the question does not say`);
      return cells.get(cell);
    },
    write: (cell: string, value: unknown) => void cells.set(cell, value),
    actor: () => null,
    send: () => undefined,
  } as unknown as Transaction<RolloutStore>;
  const input = { apply: 'apply', operation: question.wanted, protocol };
  const claimed = claim(input, tx, { write: rowWriter(protocol), waits: true });
  if (claimed === BLOCKED) return 'waits';
  const operation = cells.get(`operation:${question.wanted}`) as OperationRow;
  return { apply: cells.get('apply') as ApplyRow, operation, reopened: claimed.reopened };
}

/** The answer of the rules that the adapters share. */
export function storeAnswer(question: ClaimQuestion): ClaimAnswer {
  const view: ApplyView = {
    apply: question.apply,
    released: question.released,
    order: question.order,
    now: 0,
    operations: question.rows.map((row) => ({
      ...row,
      startRequested: question.started && row.state === 'stopped',
      // A start is the last that was asked for: what goes on goes on because of it.
      resumed: question.started && row.state !== 'stopped' && row.started,
      holding: null,
    })),
  };
  const wanted = view.operations.find(({ id }) => id === question.wanted);
  if (wanted === undefined || !isClaimable(protocolOf(question), view, wanted)) return 'waits';
  const { operation, ...rest } = claimStored(protocolOf(question), view, wanted);
  const { id, state, onFailure, errorMessage, started } = operation;
  return { ...rest, operation: { id, state, onFailure, errorMessage, started } };
}
