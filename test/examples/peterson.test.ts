import { describe, expect, it } from 'vitest';
import { peterson } from '../../examples/peterson/system.ts';
import { BLOCKED, explore, Kernel, labelsOf, type AnySystem, type Transaction } from '../../src/sim/index.ts';
import { disagreement } from '../sim/agreement.ts';

describe("Peterson's algorithm", () => {
  /**
   * TLC's figures for the module Peterson (tlaplus/Examples, specifications/locks_auxiliary_vars/manifest.json, model
   * Peterson.cfg): 42 distinct states, 77 states generated, depth 11. A world is the module's state (its program counters are
   * the machines' states, its variables `c` and `turn` the cells), and each of its actions is one step here, so the counts
   * have to be equal. TLC counts the initial state among those generated, and states along a path where we count steps.
   */
  it('has exactly 42 reachable states, 76 transitions and depth 10, and keeps every property', () => {
    const { verdict, states, transitions, depth, findings } = explore(new Kernel(peterson()));
    expect([verdict, states, 1 + transitions, 1 + depth]).toEqual(['exhausted', 42, 77, 11]);
    expect(findings.map(({ property, result }) => [property.name, result])).toEqual([
      ['mutual-exclusion', 'holds'],
      ['p1-gets-in', 'holds'],
      ['p2-gets-in', 'holds'],
    ]);
  });

  it('is the same on live actors', async () => {
    expect(await disagreement(peterson(), { seeds: 10, steps: 40 })).toBeNull();
  });

  /** A process needs four steps to get in, from a0 to a3, so no path to both of them inside is shorter than eight. */
  it('lets both processes in after eight steps if a process enters when it is the turn of the other', () => {
    expect(shortest(withAwaitTurn(({ self, other }, tx) => !tx.read(other) || tx.read('turn') !== self))).toMatchObject(
      {
        'mutual-exclusion': [
          'p1 timer idleTime fires',
          'p1 setFlag#1 takes effect',
          'p1 giveTurn#1 takes effect',
          'p1 awaitTurn#1 takes effect',
          'p2 timer idleTime fires',
          'p2 setFlag#1 takes effect',
          'p2 giveTurn#1 takes effect',
          'p2 awaitTurn#1 takes effect',
        ],
      },
    );
  });

  it('locks both processes out for ever if the turn does not count', () => {
    expect(Object.keys(shortest(withAwaitTurn(({ other }, tx) => !tx.read(other))))).toEqual([
      'p1-gets-in',
      'p2-gets-in',
    ]);
  });
});

interface Memory {
  readonly p1: boolean;
  readonly p2: boolean;
  readonly turn: 'p1' | 'p2';
}

type Pair = { readonly self: 'p1' | 'p2'; readonly other: 'p1' | 'p2' };

/** The algorithm with another condition to wait for. */
function withAwaitTurn(enters: (pair: Pair, tx: Transaction<Memory>) => boolean): AnySystem {
  const system = peterson();
  const run = (pair: Pair, tx: Transaction<Memory>) => (enters(pair, tx) ? null : BLOCKED);
  const awaitTurn = { access: 'observation', atomic: true, run } as const;
  return { ...system, services: { ...system.services, awaitTurn: awaitTurn as never } };
}

/** The shortest path to a violation of each property that is violated. */
function shortest(system: AnySystem): Record<string, string[]> {
  const kernel = new Kernel(system);
  const { findings } = explore(kernel);
  return Object.fromEntries(
    findings.flatMap(({ property, path }) =>
      path === undefined ? [] : [[property.name, labelsOf(kernel, path.choices)]],
    ),
  );
}
