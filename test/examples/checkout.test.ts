import { expect, it } from 'vitest';
import { shop } from '../../examples/checkout/system.ts';
import { explore, Kernel, labelsOf, LiveExecution, ModelExecution, replay, sample } from '../../src/sim/index.ts';
import { disagreement } from '../sim/agreement.ts';

it('keeps every property, whatever is interleaved and whatever fails', () => {
  const { verdict, states, findings, witnesses } = explore(new Kernel(shop({ idempotent: true })));
  expect(verdict).toBe('exhausted');
  expect(findings.filter(({ result }) => result !== 'holds')).toEqual([]);
  expect(witnesses.filter(({ reached }) => !reached)).toEqual([]);
  expect(states).toBe(392);
});

/** Lost acknowledgement, retry, and the customer has paid twice. */
const chargedTwice = [
  'customer submits',
  'checkout charge#1 takes effect, acknowledgement lost',
  'checkout charge#1 is answered',
  'checkout timer backoff fires',
  'checkout charge#2 takes effect',
];

it('charges twice when the provider ignores the idempotency key', () => {
  const kernel = new Kernel(shop({ idempotent: false }));
  const finding = explore(kernel).findings.find(({ property }) => property.name === 'charged-once');
  expect(finding?.result).toBe('violated');
  expect(labelsOf(kernel, finding?.path?.choices ?? [])).toEqual(chargedTwice);
});

it.each([
  ['the model', () => new ModelExecution(new Kernel(shop({ idempotent: false })))],
  ['live actors', () => new LiveExecution(shop({ idempotent: false }))],
])('replays the double charge on %s', async (_, execution) => {
  const { properties = [] } = shop({ idempotent: false });
  const { steps, divergence } = await replay(execution(), chargedTwice, { properties });
  expect(divergence).toBeNull();
  expect(steps.at(-1)?.violations).toEqual([{ property: 'charged-once', message: 'charged 2 times' }]);
});

it('finds the double charge among random schedules too', () => {
  const { verdict, findings } = sample(new Kernel(shop({ idempotent: false })), { seed: 'shop', runs: 200 });
  expect(verdict).toBe('sampled');
  expect(findings.map(({ result }) => result)).toEqual(['violated', 'inconclusive', 'inconclusive']);
});

it('is the same on live actors', async () => {
  expect(await disagreement(shop({ idempotent: true }), { seeds: 10, steps: 40 })).toBeNull();
});
