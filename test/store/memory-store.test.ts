import { describe, expect, it } from 'vitest';
import { storeConformance } from '../../src/store/conformance.ts';
import { MemoryDatabase, openMemoryStore, type ApplySpec } from '../../src/store/index.ts';

storeConformance('in-memory', async () => {
  const database = new MemoryDatabase();
  return {
    connect: async (options) => openMemoryStore(options, database),
    destroy: async () => undefined,
  };
});

const spec: ApplySpec = {
  apply: 'a',
  protocol: 'merged',
  order: 'rolling',
  operations: [{ id: 'us', onFailure: 'halt', payload: '' }],
};

describe('a store in memory', () => {
  it('has rows of its own, unless it is given those of another', async () => {
    const database = new MemoryDatabase();
    const [one, same, other] = [openMemoryStore({}, database), openMemoryStore({}, database), openMemoryStore()];
    await one.createApply(spec);
    expect(await same.sampleApply({ apply: 'a' })).toEqual({ state: 'pending' });
    await expect(other.sampleApply({ apply: 'a' })).rejects.toThrow('no apply "a" in this store');
  });

  it('rejects every call once it is closed, and leaves the rows to others', async () => {
    const database = new MemoryDatabase();
    const store = openMemoryStore({}, database);
    await store.createApply(spec);
    await store.close();
    await expect(store.readApply({ apply: 'a' })).rejects.toThrow('this store is closed');
    expect(await openMemoryStore({}, database).sampleApply({ apply: 'a' })).toEqual({ state: 'pending' });
  });

  it('keeps nothing of a write that throws', async () => {
    const store = openMemoryStore();
    await store.createApply(spec);
    const before = await store.view({ apply: 'a' });
    const write = { apply: 'a', operation: 'us', lease: 'none', state: 'failed', errorMessage: null } as const;
    await expect(store.writeOperation(write)).rejects.toThrow('is held by another driver');
    expect({ ...(await store.view({ apply: 'a' })), now: before.now }).toEqual(before);
  });
});
