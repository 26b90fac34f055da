import { describe, expect, it } from 'vitest';
import { Enabled } from '../../../src/sim/tables/enabled.ts';
import { ModelExecution, type Possible } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { systemNamed } from '../systems.ts';
import { ALL, NAMED, onArbitrary, ROLLOUT, walk, walks, warm } from '../walks.ts';

/** The worlds after each possible choice. */
function successors({ kernel, words }: ModelExecution): string[] {
  const { count, choices, outcomes } = kernel.enabled(words, new Enabled());
  const next = new Int32Array(kernel.width);
  return Array.from({ length: count }, (_, index) => {
    kernel.apply(words, choices[index] ?? 0, outcomes[index] ?? 0, next);
    return next.join();
  });
}

/** Takes each choice twice from this world, in turns, and compares. */
function expectPure(execution: ModelExecution): void {
  const world = () => execution.words.join();
  const [before, first, then, second, after] = [
    world(),
    successors(execution),
    world(),
    successors(execution),
    world(),
  ];
  expect([then, after, second.join(';')]).toEqual([before, before, first.join(';')]);
}

describe('a choice', () => {
  it.each(NAMED)(
    'taken twice from one world leads to one world, and leaves the first as it was: %s',
    (_name, system) => {
      walks(system, expectPure);
    },
  );

  it('taken twice from one world of an arbitrary system leads to one world', async () => {
    await onArbitrary(async (system, seed) => void walk(new Kernel(system), seed, 25, expectPure));
  });

  it('that is not possible here cannot be taken', () => {
    const execution = new ModelExecution(new Kernel(systemNamed('machines that finish with an output')));
    const [first] = execution.possible();
    execution.take(first as Possible);
    expect(() => execution.take(first as Possible)).toThrow('that choice is not possible in this world');
  });
});

describe('a fault budget', () => {
  const budgetsOf = ({ kernel, words }: ModelExecution): Record<string, number> =>
    Object.fromEntries(
      kernel.layout.faults.map((fault) => [fault, words[kernel.layout.faultWord(fault)] ?? Number.NaN]),
    );

  function expectSpent(kernel: Kernel, seed: string): void {
    const spent = { ...kernel.system.faults } as Record<string, number>;
    walk(kernel, seed, 50, (execution, next) => {
      expect(budgetsOf(execution)).toEqual(spent);
      const fault = next?.choice.fault ?? null;
      if (fault !== null) spent[fault] = (spent[fault] ?? 0) - 1;
    });
    expect(Object.values(spent).filter((left) => left < 0)).toEqual([]);
  }

  it.each(NAMED)('is spent by its fault, one at a time, by nothing else and never below zero: %s', (_name, system) => {
    for (const seed of ['one', 'two']) expectSpent(warm(system), `budget/${seed}`);
  });

  it('is spent in full by some walk', () => {
    const execution = new ModelExecution(warm(ROLLOUT));
    const faults: string[] = [];
    for (let steps = 0; steps < 400; steps += 1) {
      const possible = execution.possible();
      const next =
        possible.find(({ choice }) => choice.fault === 'crash') ?? possible.find(({ choice }) => choice.fault === null);
      if (next === undefined) break;
      if (next.choice.fault !== null) faults.push(next.choice.fault);
      execution.take(next);
    }
    expect(faults).toEqual(['crash']);
    expect(budgetsOf(execution)['crash']).toBe(0);
  });
});

describe('the history of the store', () => {
  const stale = ALL.filter(({ faults }) => (faults?.['stale'] ?? 0) > 0);
  const historyOf = ({ kernel: { layout }, words }: ModelExecution): number[] => [
    ...words.subarray(layout.firstOld, layout.firstFault),
  ];

  it.each(stale.map((system) => [system.name, system] as const))(
    'is gone once no stale read is left: %s',
    (_name, system) => {
      let gone = 0;
      let kept = 0;
      for (let seed = 0; seed < 8; seed += 1) {
        walk(warm(system), `history/${seed}`, 100, (execution) => {
          const left = execution.words[execution.kernel.layout.faultWord('stale')];
          if (left === 0) gone += 1;
          const remembers = historyOf(execution).some((version) => version > 0);
          if (left === 0) expect(remembers).toBe(false);
          else if (remembers) kept += 1;
        });
      }
      expect(Math.min(gone, kept)).toBeGreaterThan(0);
    },
  );

  it('takes no room where nothing is ever read stale', () => {
    const { layout } = new Kernel(systemNamed('machines that finish with an output'));
    expect(layout.firstFault).toBe(layout.firstOld);
  });

  it('gives a stale read the value from before the last change, and the one before that', () => {
    const system = systemNamed('reads that are old, late, wrong or fail by themselves');
    const execution = new ModelExecution(new Kernel(system));
    const take = (label: string) =>
      execution.take(execution.possible().find((possible) => possible.label === label) as Possible);
    const reply = () => execution.picture().actors['one']?.requests[0]?.reply;
    const labels = () => execution.possible().flatMap(({ label }) => (label.includes('stale') ? [label] : []));
    expect(labels()).toEqual([]);
    take('bump');
    take('bump');
    expect(labels()).toEqual([
      'one count#1 takes effect, stale by 1 version',
      'one count#1 takes effect, stale by 2 versions',
    ]);
    take('one count#1 takes effect, stale by 2 versions');
    expect(reply()).toEqual({ ok: true, value: 0 });
    take('one count#1 is answered');
    take('again');
    take('one count#2 takes effect, stale by 1 version');
    expect(reply()).toEqual({ ok: true, value: 1 });
  });
});
