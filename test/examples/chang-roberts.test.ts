import { describe, expect, it } from 'vitest';
import { ringNode } from '../../examples/chang-roberts/machines.ts';
import { changRoberts } from '../../examples/chang-roberts/system.ts';
import { explore, Kernel, labelsOf, type AnySystem } from '../../src/sim/index.ts';
import { disagreement } from '../sim/agreement.ts';

/** Who may stand for election on a ring of three: everything that `initiator \in [Node -> BOOLEAN]` can be. */
const elections = [[], [1], [2], [1, 2], [3], [1, 3], [2, 3], [1, 2, 3]];

describe('the leader election of Chang and Roberts', () => {
  /**
   * TLC's figures for the module MCChangRoberts (tlaplus/Examples, specifications/chang_roberts/manifest.json, model
   * MCChangRoberts.cfg, N = 3): 137 distinct states, 227 states generated, depth 10. Its initial states differ in who the
   * initiators are, which never changes, so its states are those of eight elections that have none in common. Within one, a
   * world is the module's state: `pc` is "n0" where the machine is starting, `msgs[succ(n)]` is the outbox of n; and each
   * action is one step. TLC counts the initial states among those generated, and states along a path where we count steps.
   */
  it('has on a ring of three exactly 137 reachable states, 219 transitions and depth 9, and keeps every property', () => {
    const explorations = elections.map((standing) => explore(new Kernel(changRoberts(3, standing))));
    const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);
    expect(new Set(explorations.map(({ verdict }) => verdict))).toEqual(new Set(['exhausted']));
    expect(sum(explorations.map(({ states }) => states))).toBe(137);
    expect(sum(explorations.map(({ transitions }) => 1 + transitions))).toBe(227);
    expect(Math.max(...explorations.map(({ depth }) => 1 + depth))).toBe(10);
    expect(new Set(explorations.flatMap(({ findings }) => findings.map(({ result }) => result)))).toEqual(
      new Set(['holds']),
    );
  });

  it('is the same on live actors', async () => {
    expect(await disagreement(changRoberts(3, [1, 2, 3]), { seeds: 10, steps: 20 })).toBeNull();
  });

  /** An identity wins after three hops, and a node receives nothing before it has started: no path is shorter than six. */
  it('elects the wrong node after six steps if nodes let the larger identity pass', () => {
    const { findings, kernel } = explored(withIsSmaller((one, other) => one > other));
    expect(findings.map(({ property, result, path }) => [property.name, result, path?.message])).toEqual([
      ['right-winner', 'violated', 'n3 has won, n1 should have'],
      ['someone-wins', 'holds', undefined],
    ]);
    const labels = labelsOf(kernel, findings[0]?.path?.choices ?? []);
    expect(labels).toHaveLength(6);
    expect(labels.filter((label) => label.includes('passes'))).toEqual([
      '3 passes from n3 to n1',
      '3 passes from n1 to n2',
      '3 passes from n2 to n3',
    ]);
  });

  it('elects nobody if nodes let nothing pass', () => {
    const { findings } = explored(withIsSmaller(() => false));
    expect(findings.map(({ result }) => result)).toEqual(['holds', 'violated']);
  });
});

/** An election of three in which nodes go by another comparison of the identity received with their own. */
function withIsSmaller(compare: (received: number, own: number) => boolean): AnySystem {
  const system = changRoberts(3, [1, 2, 3]);
  const machine = ringNode.provide({ guards: { isSmaller: ({ context, event }) => compare(event.id, context.id) } });
  const actors = Object.entries(system.actors).map(([name, definition]) => [name, { ...definition, machine }]);
  return { ...system, actors: Object.fromEntries(actors) };
}

function explored(system: AnySystem) {
  const kernel = new Kernel(system);
  return { kernel, findings: explore(kernel).findings };
}
