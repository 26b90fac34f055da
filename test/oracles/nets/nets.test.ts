import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explore, Kernel } from '../../../src/sim/index.ts';
import { NETS } from './index.ts';
import { exclusive, moves, netSystem, noDeadlock, type Net, type Tokens, type Transition } from './net.ts';
import { philosophers } from './philosophers.ts';

/** What can be reached, by hand: markings are texts, and every transition that may fire counts. Null beyond `limit` markings. */
function reached(
  { places, transitions }: Net,
  limit: number,
): { states: number; transitions: number; dead: number } | null {
  const names = Object.keys(places);
  const textOf = (marking: Tokens): string => names.map((place) => marking[place]).join(' ');
  const [known, queue] = [new Set([textOf(places)]), [places]];
  let [fired, dead] = [0, 0];
  for (let at = 0; at < queue.length; at += 1) {
    const marking = queue[at] ?? {};
    const next = Object.values(transitions).flatMap((transition) => fire(marking, transition));
    fired += next.length;
    if (next.length === 0) dead += 1;
    for (const after of next) {
      if (known.has(textOf(after))) continue;
      known.add(textOf(after));
      queue.push(after);
    }
    if (known.size > limit) return null;
  }
  return { states: known.size, transitions: fired, dead };
}

/** The marking afterwards, if the transition may fire. */
function fire(marking: Tokens, { takes, gives }: Transition): readonly Tokens[] {
  const after: Record<string, number> = { ...marking };
  for (const [place, taken] of Object.entries(takes)) after[place] = (after[place] ?? 0) - taken;
  if (Object.values(after).some((held) => held < 0)) return [];
  for (const [place, given] of Object.entries(gives)) after[place] = (after[place] ?? 0) + given;
  return [after];
}

/** What is wrongly without end is to fail, and not to go on. */
const BOUNDED = { maxStates: 1000 };

const PLACES = ['p', 'q', 'r', 's'];
const anyTokens = fc.array(fc.constantFrom(...PLACES), { maxLength: 3 });
const anyNet: fc.Arbitrary<Net> = fc.record({
  places: fc.record(Object.fromEntries(PLACES.map((place) => [place, fc.nat(3)]))),
  transitions: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    fc.tuple(anyTokens, anyTokens).map(([a, b]) => moves(a, b)),
    {
      minKeys: 1,
    },
  ),
});

it('a net has as many markings and transitions as counted by hand, and a deadlock if and only if there is one', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyNet, (net) => {
      const byHand = reached(net, 500);
      fc.pre(byHand !== null);
      const found = explore(new Kernel(netSystem('any', net, [noDeadlock(net)])), BOUNDED);
      compared += 1;
      expect([found.verdict, found.states, found.transitions]).toEqual([
        'exhausted',
        byHand?.states,
        byHand?.transitions,
      ]);
      expect(found.findings.map(({ result }) => result)).toEqual([byHand?.dead === 0 ? 'holds' : 'violated']);
    }),
    { numRuns: 200 },
  );
  expect(compared).toBe(200);
});

describe('the published nets', () => {
  it.each(NETS.filter(({ slow }) => !slow))('$name', ({ published, violated = [], system }) => {
    const { verdict, states, transitions, findings } = explore(new Kernel(system()), {
      maxStates: published.states + 1,
    });
    expect([verdict, states, transitions]).toEqual(['exhausted', published.states, published.transitions]);
    expect(findings.filter(({ result }) => result !== 'holds').map(({ property }) => property.name)).toEqual(violated);
  });

  it('are at least twelve families at two sizes or more', () => {
    const families = NETS.map(({ name }) => name.split(/-PT-|, /)[0]);
    const twice = families.filter((family, index) => families.indexOf(family) < index);
    expect(new Set(twice).size).toBeGreaterThanOrEqual(12);
  });
});

it('says which arc leads nowhere', () => {
  const net = { places: { p: 1 }, transitions: { t: moves(['p'], ['typo']) } };
  expect(() => netSystem('wrong', net)).toThrow('transition "t" has an arc to "typo", which is no place');
});

it('sees two that exclude each other at once', () => {
  const eaters = [1, 3].map((i) => `eat ${i}`);
  const { findings } = explore(new Kernel(netSystem('four', philosophers(4), [exclusive(eaters)])));
  expect(findings.map(({ result, path }) => [result, path?.choices.length])).toEqual([['violated', 4]]);
});
