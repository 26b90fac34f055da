/** The modelled store and the real ones have to answer every claim alike: both go by `src/machines/claiming.ts`, each with rows of its own. */
import { expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { modelAnswer, storeAnswer, type ClaimAnswer } from './claim-answers.ts';
import { questionsOfTwo, reachedQuestions, type ClaimQuestion } from './claim-questions.ts';

interface Difference {
  readonly question: ClaimQuestion;
  readonly model: ClaimAnswer;
  readonly store: ClaimAnswer;
}

function differences(questions: readonly ClaimQuestion[]): Difference[] {
  return questions
    .map((question) => ({ question, model: modelAnswer(question), store: storeAnswer(question) }))
    .filter(({ model, store }) => !isSame(model, store));
}

function isSame(one: ClaimAnswer, other: ClaimAnswer): boolean {
  if (one === 'waits' || other === 'waits') return one === other;
  return JSON.stringify(columnsOf(one)) === JSON.stringify(columnsOf(other));
}

/** In one order, as the two sides write theirs in different ones. */
function columnsOf({ apply, operation, reopened }: Exclude<ClaimAnswer, 'waits'>): unknown {
  const { state, startedAt, completedAt, errorMessage } = apply;
  return [reopened, state, startedAt, completedAt, errorMessage, operation.state, operation.started, operation.id];
}

const PROTOCOLS = ['merged', 'fenced'] as const;
const CONFIGS: readonly RolloutConfig[] = PROTOCOLS.flatMap((protocol) =>
  (['rolling', 'parallel'] as const).map((order) => ({ protocol, order, faults: { stop: 1, failure: 1 } })),
);

it('is granted alike, and writes the same rows, wherever explorations lead', () => {
  const questions = reachedQuestions(CONFIGS);
  expect(questions).toHaveLength(768);
  expect(differences(questions)).toEqual([]);
});

it.each(PROTOCOLS)('is granted alike for any two operations of an apply in any state under %s', (protocol) => {
  const questions = questionsOfTwo(protocol);
  expect(questions).toHaveLength(27_440);
  expect(differences(questions)).toEqual([]);
});
