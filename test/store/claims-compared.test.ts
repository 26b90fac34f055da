/** The model and the stores have to answer every claim alike. */
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

/** How many questions were asked, how many only one side lets a driver claim for, and at how many they write other rows. */
function countsOf(questions: readonly ClaimQuestion[]) {
  const found = differences(questions);
  const onlyModel = found.filter(({ store }) => store === 'waits').length;
  const onlyStore = found.filter(({ model }) => model === 'waits').length;
  return { asked: questions.length, onlyModel, onlyStore, otherRows: found.length - onlyModel - onlyStore };
}

const PROTOCOLS = ['merged', 'fenced'] as const;
const CONFIGS: readonly RolloutConfig[] = PROTOCOLS.flatMap((protocol) =>
  (['rolling', 'parallel'] as const).flatMap((order) =>
    (['halt', 'continue'] as const).map((onFailure) => ({
      protocol,
      order,
      onFailure,
      faults: { stop: 1, failure: 1 },
    })),
  ),
);

/** What the two sides still disagree about, of every two operations under an apply in any state. */
const OF_TWO = {
  merged: { asked: 50_176, onlyModel: 2436, onlyStore: 686, otherRows: 896 },
  fenced: { asked: 50_176, onlyModel: 1260, onlyStore: 392, otherRows: 448 },
};

it('the claims that explorations reach', () => {
  expect(countsOf(reachedQuestions(CONFIGS))).toEqual({ asked: 1588, onlyModel: 61, onlyStore: 42, otherRows: 52 });
});

it.each(PROTOCOLS)('the claims of any two operations under %s', (protocol) => {
  expect(countsOf(questionsOfTwo(protocol))).toEqual(OF_TWO[protocol]);
});
