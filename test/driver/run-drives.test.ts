import { mkdtemp, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runDrives, type Change, type RunOptions, type RunResult } from '../../src/driver/index.ts';
import * as machines from '../../src/machines/index.ts';
import type { ApplySpec, Store } from '../../src/store/index.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { scriptedEngine, type ScriptedEngine } from './scripted-engine.ts';

const APPLY = 'add-index';
const NAMES = ['us', 'eu', 'ap', 'sa'];

vi.setConfig({ testTimeout: 30_000 });

/** Patient on a busy machine. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000, interval: 10 });

describe.each(['merged', 'fenced'])('drives on a SQLite store under %s', (name) => {
  const protocol = machines.findProtocol(name) as machines.Protocol;
  const spec = (over: Partial<ApplySpec> = {}): ApplySpec => ({
    apply: APPLY,
    protocol: name,
    order: 'rolling',
    operations: NAMES.map((id) => ({ id, onFailure: 'halt', payload: '' })),
    ...over,
  });
  let folder: string;
  let store: Store;
  let stop: AbortController;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast run '));
    store = await open();
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await store.close();
    await rm(folder, { recursive: true });
  });

  function open(leaseTtl = 10_000): Promise<Store> {
    return openSqliteStore(join(folder, 'rollout.db'), { claimInterval: 5, leaseTtl });
  }

  function run(engine: ScriptedEngine, over: Partial<RunOptions> = {}): Promise<RunResult> {
    return runDrives({
      store,
      engine,
      apply: APPLY,
      holder: 'A',
      protocol,
      pollInterval: 5,
      signal: stop.signal,
      ...over,
    });
  }

  const states = async () => (await store.listOperations({ apply: APPLY })).map((row) => row.state);
  const holders = async () => (await store.view({ apply: APPLY })).operations.map((row) => row.holding?.holder ?? null);

  it('roll out to one deployment after the other, and the gate sees it', async () => {
    await store.createApply(spec());
    const engine = scriptedEngine({ auto: true });
    const changes: Change[] = [];
    const result = await run(engine, { onChange: (change) => changes.push(change) });
    expect(result).toMatchObject({ over: true, gate: 'green', view: { apply: { state: 'completed' } } });
    expect(engine.started).toEqual(NAMES);
    expect(engine.mostAtOnce).toBe(1);
    expect(changes[0]).toEqual({ kind: 'gate', colour: 'red' });
    expect(changes.filter((change) => change.kind === 'trouble')).toEqual([]);
  });

  it('work on all deployments of a parallel rollout at once, or on as many as they are told', async () => {
    await store.createApply(spec({ order: 'parallel' }));
    const engine = scriptedEngine({ auto: false });
    const running = run(engine);
    await eventually(() => engine.mostAtOnce).toBe(NAMES.length);
    NAMES.forEach((name) => engine.finish(name, 'completed'));
    expect((await running).view.apply.state).toBe('completed');
  });

  it.each([1, 2])('work on no more than %i unfinished deployments, and still finish them all', async (concurrency) => {
    await store.createApply(spec({ order: 'parallel' }));
    const engine = scriptedEngine({ auto: true });
    expect((await run(engine, { concurrency })).view.apply.state).toBe('completed');
    expect(engine.mostAtOnce).toBe(concurrency);
  });

  it('end with the failure of one deployment, without beginning those behind it', async () => {
    await store.createApply(spec());
    const engine = scriptedEngine({ auto: false });
    engine.finish('us', 'completed');
    engine.finish('eu', 'failed', 'exit code 7');
    const { view, gate, over } = await run(engine);
    expect({ gate, over }).toEqual({ gate: 'red', over: true });
    expect(view.apply).toMatchObject({ state: 'failed', errorMessage: 'exit code 7' });
    expect(await states()).toEqual(['completed', 'failed', 'pending', 'pending']);
  });

  it('go on behind a failure where the policy says continue, and let running siblings finish', async () => {
    const operations = NAMES.map((id) => ({ id, onFailure: 'continue' as const, payload: '' }));
    await store.createApply(spec({ operations }));
    const engine = scriptedEngine({ auto: true });
    engine.finish('us', 'failed', 'exit code 7');
    expect((await run(engine)).view.apply.state).toBe('failed');
    expect(await states()).toEqual(['failed', 'completed', 'completed', 'completed']);
  });

  it('leave when told to, with their leases given back and the work as it is', async () => {
    await store.createApply(spec());
    const engine = scriptedEngine({ auto: false });
    const running = run(engine);
    await eventually(holders).toEqual(['A', null, null, null]);
    stop.abort();
    expect(await running).toMatchObject({ over: false, gate: 'red' });
    expect(await holders()).toEqual([null, null, null, null]);
    expect(await states()).toEqual(['running', 'pending', 'pending', 'pending']);
  });

  it('go on where others left, and say at once that a finished rollout is finished', async () => {
    await store.createApply(spec());
    const engine = scriptedEngine({ auto: false });
    const first = run(engine);
    await eventually(() => engine.started).toEqual(['us']);
    stop.abort();
    await first;
    stop = new AbortController();
    NAMES.forEach((name) => engine.finish(name, 'completed'));
    expect((await run(engine)).over).toBe(true);
    expect(await run(scriptedEngine({ auto: false }))).toMatchObject({ over: true, gate: 'green' });
  });

  it('project an apply again whose last driver died before it could', async () => {
    await store.createApply(spec({ operations: spec().operations.slice(0, 1) }));
    const { lease } = await store.claim(
      { apply: APPLY, operation: null, protocol },
      { holder: 'dead', signal: stop.signal },
    );
    await store.writeOperation({ apply: APPLY, operation: 'us', lease, state: 'completed', errorMessage: null });
    await store.release({ apply: APPLY, operation: 'us', lease: lease ?? '' });
    const engine = scriptedEngine({ auto: false });
    engine.finish('us', 'completed');
    expect(await run(engine)).toMatchObject({ over: true, gate: 'green' });
  });

  it('tell a trouble once and try again', async () => {
    await store.createApply(spec());
    const engine = scriptedEngine({ auto: true });
    engine.breakDown('no route to the engine');
    const troubles: Change[] = [];
    const running = run(engine, { onChange: (change) => void (change.kind === 'trouble' && troubles.push(change)) });
    await eventually(() => troubles).toHaveLength(1);
    await sleep(50);
    engine.breakDown(null);
    expect((await running).view.apply.state).toBe('completed');
    expect(troubles).toEqual([
      { kind: 'trouble', operation: 'us', doing: 'pollEngine', message: 'no route to the engine' },
    ]);
  });

  it('keep a lease that is much shorter than the work', async () => {
    await store.close();
    store = await open(600);
    await store.createApply(spec());
    const rival = await open(600);
    const engine = scriptedEngine({ auto: false });
    engine.breakDown('slow engine');
    const running = run(engine);
    await eventually(holders).toEqual(['A', null, null, null]);
    const claim = rival.claim(
      { apply: APPLY, operation: null, protocol },
      { holder: 'B', signal: AbortSignal.timeout(1500) },
    );
    await expect(claim).rejects.toThrow('abort');
    stop.abort();
    await running;
    await rival.close();
  });

  it('let go of an operation whose lease another driver has taken', async () => {
    await store.createApply(spec());
    const engine = scriptedEngine({ auto: false });
    const troubles: Change[] = [];
    const running = run(engine, { onChange: (change) => void (change.kind === 'trouble' && troubles.push(change)) });
    await eventually(holders).toEqual(['A', null, null, null]);
    const later = await openSqliteStore(join(folder, 'rollout.db'), {
      now: () => Date.now() + 60_000,
    });
    await later.claim({ apply: APPLY, operation: null, protocol }, { holder: 'B', signal: stop.signal });
    await expect
      .poll(() => troubles)
      .toContainEqual(expect.objectContaining({ operation: 'us', doing: 'writeOperation' }));
    expect(await holders()).toEqual(['B', null, null, null]);
    stop.abort();
    await running;
    expect(await holders()).toEqual(['B', null, null, null]);
    await later.close();
  });

  it('ask the engine nothing under a lease that they could not renew, until they can', async () => {
    await store.close();
    store = await open(300);
    await store.createApply(spec());
    let [works, polls] = [true, 0];
    const heartbeat: Store['heartbeat'] = (lease) =>
      works ? store.heartbeat(lease) : Promise.reject(new Error('the store is out of reach'));
    const engine = scriptedEngine({ auto: false });
    const poll: ScriptedEngine['poll'] = (work, signal) => {
      polls += 1;
      return engine.poll(work, signal);
    };
    const troubles: Change[] = [];
    const running = run(
      { ...engine, poll },
      {
        store: withMethods(store, { heartbeat }),
        onChange: (change) => void (change.kind === 'trouble' && troubles.push(change)),
      },
    );
    await eventually(() => polls).toBeGreaterThan(2);
    works = false;
    const message = 'the lease was not renewed in time, and another driver may have taken it';
    await eventually(() => troubles).toContainEqual({ kind: 'trouble', operation: 'us', doing: 'pollEngine', message });
    const before = polls;
    await sleep(100);
    expect(polls).toBe(before);
    expect(await holders()).toEqual(['A', null, null, null]);
    works = true;
    await eventually(() => polls).toBeGreaterThan(before);
    stop.abort();
    await running;
  });

  it('are refused where clocks differ too much for the leases of the store', async () => {
    await store.createApply(spec());
    const running = run(scriptedEngine({ auto: true }), { maxSkew: 4000 });
    await expect(running).rejects.toThrow('let leases last longer than 10667 ms, or keep the clocks closer together');
  });

  it('give a deployment back as soon as they are done with it', async () => {
    await store.createApply(spec({ order: 'parallel' }));
    const engine = scriptedEngine({ auto: false });
    engine.finish('us', 'failed', 'exit code 7');
    const running = run(engine);
    await eventually(async () => [(await holders())[0], (await states())[0]]).toEqual([null, 'failed']);
    stop.abort();
    await running;
  });

  it('give back a lease that the store granted after they were told to leave', async () => {
    await store.createApply(spec());
    const claim: Store['claim'] = async (input, by) => {
      const claimed = await store.claim(input, by);
      stop.abort();
      await sleep(50);
      return claimed;
    };
    await run(scriptedEngine({ auto: false }), { store: withMethods(store, { claim }) });
    expect(await states()).toEqual(['running', 'pending', 'pending', 'pending']);
    expect(await holders()).toEqual([null, null, null, null]);
  });

  it('wait until the gate has seen that the rollout completed', async () => {
    await store.createApply(spec());
    const sampleApply: Store['sampleApply'] = async (input) => {
      const sample = await store.sampleApply(input);
      await sleep(300);
      return sample;
    };
    const result = await run(scriptedEngine({ auto: true }), { store: withMethods(store, { sampleApply }) });
    expect(result).toMatchObject({ over: true, gate: 'green' });
  });

  it('show a green gate too early under the protocol that projects its own tasks only', async () => {
    await store.createApply(spec({ protocol: 'own-tasks' }));
    const { view, gate } = await run(scriptedEngine({ auto: true }), {
      protocol: machines.findProtocol('own-tasks') ?? machines.SHIPPED_PROTOCOL,
    });
    expect({ gate, state: view.apply.state }).toEqual({ gate: 'green', state: 'completed' });
    expect(await states()).toEqual(['completed', 'pending', 'pending', 'pending']);
  });

  it('never let anybody see a completed apply with an unfinished deployment', async () => {
    await store.createApply(spec({ order: 'parallel' }));
    const [one, two] = [scriptedEngine({ auto: true }), await open()];
    let early = 0;
    const look: RunOptions['onLook'] = ({ apply, operations }) => {
      if (apply.state === 'completed' && operations.some((row) => row.state !== 'completed')) early += 1;
    };
    const results = await Promise.all([
      run(one, { onLook: look }),
      run(one, { store: two, holder: 'B', onLook: look }),
    ]);
    expect(results.map((result) => result.view.apply.state)).toEqual(['completed', 'completed']);
    expect(early).toBe(0);
    await two.close();
  });
});

/** The store with some methods of the test's own. */
function withMethods(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const value = methods[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
