import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { MachineTable } from '../../../src/sim/machine/machine-table.ts';
import { DOWN, post, receive, startSlot } from '../../../src/sim/machine/slot.ts';

const table = new MachineTable(
  setup({}).createMachine({
    id: 'deaf',
    initial: 'on',
    states: { on: { on: { END: 'over' } }, over: { type: 'final' } },
  }),
);
const { slot: started } = startSlot(table, undefined);

describe('a mailbox', () => {
  it('gives out first what came first', () => {
    const full = post(table, post(table, started, { type: 'A' }), { type: 'B' });
    expect(full.mailbox.map(({ type }) => type)).toEqual(['A', 'B']);
    expect(receive(table, full).slot.mailbox.map(({ type }) => type)).toEqual(['B']);
  });

  it('is lost with its actor: nothing reaches one that crashed or finished', () => {
    expect(post(table, DOWN, { type: 'A' })).toBe(DOWN);
    const over = receive(table, post(table, post(table, started, { type: 'END' }), { type: 'A' })).slot;
    expect(over.mailbox).toEqual([]);
    expect(post(table, over, { type: 'B' })).toBe(over);
  });
});
