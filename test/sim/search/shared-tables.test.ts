import { describe, expect, it } from 'vitest';
import { blockMemory } from '../../../src/sim/search/block.ts';
import type { Asked } from '../../../src/sim/search/block-worker.ts';
import { adopt, emptyTables, Publisher } from '../../../src/sim/search/shared-tables.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { small } from '../systems.ts';

/** More than a message can say of a typed array, in 32 bits. Nobody touches it, so it takes no memory. */
const BYTES = 2 ** 32 + 64;

const NOTHING = new Int32Array(0);
const asked: Asked = {
  faultFree: false,
  linked: true,
  safety: NOTHING,
  witnesses: NOTHING,
  goals: NOTHING,
  stepwise: 0,
};

describe('tables that are shown to another thread', () => {
  const { shape } = new Kernel(small('cells', { store: { at: 0, to: 1 }, actors: {}, services: {} })).steps;
  const empty = () => emptyTables({ shape, reduced: false, block: blockMemory(2, shape.width) });

  it('are the same memory there, to the last of more than 4 GiB', () => {
    const [here, there] = [empty(), empty()];
    here.parents.adopt(new SharedArrayBuffer(BYTES), 7);
    here.table.adopt({ ...here.table.memory, words: new SharedArrayBuffer(BYTES), size: 7 });
    const message = structuredClone(new Publisher().update(here, asked));
    if (message === null) throw new Error('there was nothing to tell');
    adopt(there, message);
    here.parents.data[BYTES / 4 - 1] = 9;
    here.table.words[BYTES / 4 - 1] = 9;
    expect([there.parents.data.at(-1), there.table.words.at(-1)]).toEqual([9, 9]);
    expect([there.parents.size, there.table.size]).toEqual([7, 7]);
  });

  it('are not told of again as long as nothing changes', () => {
    const tables = empty();
    const publisher = new Publisher();
    expect(publisher.update(tables, asked)).not.toBeNull();
    expect(publisher.update(tables, asked)).toBeNull();
    tables.edges.push(1);
    expect(publisher.update(tables, asked)).toMatchObject({ lists: [] });
  });
});
