import { describe, expect, it } from 'vitest';
import { Enabled } from '../../../src/sim/tables/enabled.ts';
import { EnabledMemo } from '../../../src/sim/tables/enabled-memo.ts';

const listed = ({ count, choices, outcomes, faults }: Enabled): number[][] =>
  Array.from({ length: count }, (_, at) => [choices[at] as number, outcomes[at] as number, faults[at] as number]);

/** `count` choices, every third one a fault. */
function choices(count: number, first: number): Enabled {
  const enabled = new Enabled();
  enabled.reserve(count);
  for (let at = 0; at < count; at += 1) enabled.add(first + at, first + at * 2, at % 3 === 2 ? 7 : -1);
  return enabled;
}

describe('what may happen in a world that a walk has been to', () => {
  it('is what was kept for it, with or without faults, and nothing for any other world', () => {
    const memo = new EnabledMemo();
    const many = choices(100, 1000);
    memo.keep(5, many);
    memo.keep(2, choices(4, 20));
    memo.keep(0, choices(0, 0));
    const into = new Enabled();
    expect([memo.load(5, into, false), listed(into)]).toEqual([true, listed(many)]);
    expect([memo.load(5, into, true), listed(into)]).toEqual([
      true,
      listed(many).filter(([, , fault]) => fault === -1),
    ]);
    expect([memo.load(2, into, false), listed(into)]).toEqual([true, listed(choices(4, 20))]);
    expect([memo.load(0, into, false), into.count]).toEqual([true, 0]);
    for (const unknown of [1, 3, 6, 1000]) expect(memo.load(unknown, into, false)).toBe(false);
  });
});
