import { describe, expect, it } from 'vitest';
import { createActor, fromPromise, type AnyActorLogic } from 'xstate';
import { driveMachine, LEASE_LOST } from '../../src/machines/drive.ts';
import type {
  ApplyRow,
  ApplyWrite,
  Claim,
  EngineReport,
  OperationRow,
  OperationWrite,
  RolloutReading,
  WriteOutcome,
} from '../../src/machines/ports.ts';
import { PROTOCOLS, SHIPPED_PROTOCOL, type Protocol } from '../../src/machines/protocols.ts';
import type { State } from '../../src/machines/vocabulary.ts';

/** Everything that the drive asks of the world, as plain functions; an error they throw is the answer. */
interface World {
  claim: () => Claim;
  pollEngine: () => EngineReport;
  writeOperation: (write: OperationWrite) => null;
  listOperations: () => readonly OperationRow[];
  readRelease: () => boolean;
  readRollout: () => RolloutReading;
  readApply: () => ApplyRow;
  writeApply: (write: ApplyWrite) => WriteOutcome;
}

const row = (id: string, state: State): OperationRow => ({
  id,
  state,
  onFailure: 'halt',
  errorMessage: null,
  started: true,
});
const report = (state: State): EngineReport => ({ tasks: [{ operation: 'A', state }], errorMessage: null });
const apply = (state: State): ApplyRow => ({ state, startedAt: 'then', completedAt: null, errorMessage: null });

const reading = (state: State, operations: readonly OperationRow[]): RolloutReading => ({
  state,
  revision: 7,
  size: 2,
  operations,
});

/** A drive of A beside a finished B: its engine is done, and nothing goes wrong. */
const WELL: World = {
  claim: () => ({ operation: 'A', lease: 'lease', reopened: false }),
  pollEngine: () => report('completed'),
  writeOperation: () => null,
  listOperations: () => [row('A', 'running'), row('B', 'completed')],
  readRelease: () => false,
  readRollout: () => reading('running', [row('A', 'completed'), row('B', 'completed')]),
  readApply: () => apply('running'),
  writeApply: () => 'written',
};

/** An error as a store throws it when another driver has the lease. */
function leaseLost(): never {
  throw Object.assign(new Error('another driver has it'), { name: LEASE_LOST });
}

function timeout(): never {
  throw new Error('timeout');
}

const bothCompleted = () => [row('A', 'completed'), row('B', 'completed')];

/** Timers that wait to be let go, all at once. */
class Clock {
  readonly delays: number[] = [];
  #waiting: (() => void)[] = [];

  readonly setTimeout = (run: () => void, delay: number): number => {
    this.delays.push(delay);
    return this.#waiting.push(run) - 1;
  };

  readonly clearTimeout = (timer: number): void => {
    this.#waiting[timer] = () => {};
  };

  elapse(): void {
    const due = this.#waiting;
    this.#waiting = [];
    for (const run of due) run();
  }
}

/** Starts a real drive. `asked` lists what it asked for, in order; `writes` what it wrote to its apply. */
function drive(world: Partial<World>, protocol: Protocol = SHIPPED_PROTOCOL) {
  const asked: string[] = [];
  const writes: ApplyWrite[] = [];
  const answers = { ...WELL, ...world };
  const actors = Object.entries(answers).map(([name, answer]) => [
    name,
    fromPromise<unknown, never>(async ({ input }) => {
      asked.push(name);
      if (name === 'writeApply') writes.push(input);
      return answer(input);
    }),
  ]);
  const clock = new Clock();
  const machine = driveMachine.provide({ actors: Object.fromEntries(actors) });
  const actor = createActor(machine, { clock, input: { apply: 'apply', operation: 'A', protocol, pollInterval: 250 } });
  return { actor: actor.start(), asked, writes, clock };
}

/** Waits until the drive is there and has been for a while: replies are promises, so it moves on by itself. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

const claims = (asked: readonly string[]): number => asked.filter((name) => name === 'claim').length;

/** Claims once; the next claim waits for ever, as where nothing is left to drive. */
function claimsOnce(claim: Claim = WELL.claim()): () => Claim {
  let left = 1;
  return () => {
    if (left === 0) return timeout();
    left -= 1;
    return claim;
  };
}

describe('a drive that everything goes well for', () => {
  it('claims, polls, writes its row, lists, reads the apply again, writes it, and claims anew', async () => {
    const { actor, asked, writes } = drive({ claim: claimsOnce() });
    await settle();
    expect(asked).toEqual([
      'claim',
      'pollEngine',
      'writeOperation',
      'listOperations',
      'readApply',
      'writeApply',
      'claim',
    ]);
    expect(writes).toEqual([
      {
        apply: 'apply',
        operation: 'A',
        lease: 'lease',
        state: 'completed',
        completedAt: 'stamp',
        zeroRows: 'lost',
      },
    ]);
    expect(actor.getSnapshot().value).toBe('idle');
  });

  it('polls again after the interval as long as its operation runs', async () => {
    const { actor, asked, clock } = drive({ pollEngine: () => report('running') });
    await settle();
    expect(actor.getSnapshot()).toMatchObject({
      value: 'waiting',
      context: { fresh: null, rows: null, decision: null },
    });
    expect(clock.delays).toEqual([250]);
    clock.elapse();
    await settle();
    expect(asked.filter((name) => name === 'pollEngine')).toHaveLength(2);
    expect(claims(asked)).toBe(1);
  });

  it('waits for the interval before it claims again after a refused claim', async () => {
    const { actor, asked, clock } = drive({ claim: timeout });
    await settle();
    expect(actor.getSnapshot().value).toBe('idle');
    clock.elapse();
    await settle();
    expect(asked).toEqual(['claim', 'claim']);
  });
});

describe('a drive that has lost its lease', () => {
  it.each(['writeOperation', 'writeApply'] as const)('lets go and claims anew when %s says so', async (write) => {
    const { asked, actor } = drive({ claim: claimsOnce(), [write]: leaseLost });
    await settle();
    expect(asked.slice(asked.indexOf(write))).toEqual([write, 'claim']);
    expect(actor.getSnapshot()).toMatchObject({ value: 'idle', context: { claim: null } });
  });

  it.each(['writeOperation', 'writeApply'] as const)(
    'keeps its claim and polls again when %s fails otherwise',
    async (write) => {
      const { asked, actor } = drive({ [write]: timeout });
      await settle();
      expect(actor.getSnapshot().value).toBe('waiting');
      expect(claims(asked)).toBe(1);
    },
  );
});

describe('a drive whose siblings cannot be listed', () => {
  it('writes nothing under merged when its own state is terminal, and polls again', async () => {
    const { actor, asked, writes, clock } = drive({ listOperations: timeout });
    await settle();
    expect(actor.getSnapshot().value).toBe('waiting');
    expect(asked).not.toContain('readApply');
    clock.elapse();
    await settle();
    expect(asked.filter((name) => name === 'pollEngine')).toHaveLength(2);
    expect(writes).toEqual([]);
  });

  it('writes its own state under merged while that is not terminal', async () => {
    const { writes } = drive({ listOperations: timeout, pollEngine: () => report('running') });
    await settle();
    expect(writes.map(({ state, completedAt }) => [state, completedAt])).toEqual([['running', 'keep']]);
  });

  it('writes its own terminal state under fallback', async () => {
    const fallback = PROTOCOLS.find(({ name }) => name === 'fallback') as Protocol;
    const { writes } = drive({ claim: claimsOnce(), listOperations: timeout }, fallback);
    await settle();
    expect(writes.map(({ state }) => state)).toEqual(['completed']);
  });
});

describe('a terminal state that is stored', () => {
  it('is left alone, and the drive of a finished operation lets go', async () => {
    const { actor, asked, writes } = drive({ claim: claimsOnce(), readApply: () => apply('failed') });
    await settle();
    expect(writes).toEqual([]);
    expect(claims(asked)).toBe(2);
    expect(actor.getSnapshot().value).toBe('idle');
  });

  it('is left alone, and the drive of a running operation goes on', async () => {
    const { actor, asked, writes } = drive({ pollEngine: () => report('running'), readApply: () => apply('stopped') });
    await settle();
    expect(writes).toEqual([]);
    expect(claims(asked)).toBe(1);
    expect(actor.getSnapshot().value).toBe('waiting');
  });

  it('is overwritten by a drive whose claim reopened the apply', async () => {
    const claim = claimsOnce({ operation: 'A', lease: 'lease', reopened: true });
    const { writes } = drive({ claim, pollEngine: () => report('running'), readApply: () => apply('stopped') });
    await settle();
    expect(writes.map(({ state }) => state)).toEqual(['running']);
  });

  it('that cannot be read again is not written over', async () => {
    const { writes, actor } = drive({ readApply: timeout });
    await settle();
    expect(writes).toEqual([]);
    expect(actor.getSnapshot().value).toBe('waiting');
  });
});

const named = (name: string): Protocol => PROTOCOLS.find((protocol) => protocol.name === name) as Protocol;

describe('a drive that writes conditionally', () => {
  it('under cas reads the state before it lists, and writes only over that state', async () => {
    const { asked, writes } = drive({ claim: claimsOnce(), listOperations: bothCompleted }, named('cas'));
    await settle();
    expect(asked.slice(2)).toEqual(['writeOperation', 'readApply', 'listOperations', 'writeApply', 'claim']);
    expect(writes).toMatchObject([{ state: 'completed', condition: { state: 'running' } }]);
  });

  it('under fenced reads apply and operations at once, and writes only at that revision', async () => {
    const { asked, writes } = drive({ claim: claimsOnce() }, named('fenced'));
    await settle();
    expect(asked.slice(2)).toEqual(['writeOperation', 'readRollout', 'writeApply', 'claim']);
    expect(writes).toMatchObject([{ state: 'completed', completedAt: 'stamp', condition: { revision: 7 } }]);
  });

  it.each(['cas', 'fenced'])('under %s keeps its operation after a conflict, and decides anew', async (name) => {
    const outcomes: WriteOutcome[] = ['conflict', 'written'];
    const { actor, asked, clock } = drive(
      { claim: claimsOnce(), listOperations: bothCompleted, writeApply: () => outcomes.shift() ?? 'written' },
      named(name),
    );
    await settle();
    expect(actor.getSnapshot()).toMatchObject({ value: 'waiting', context: { stored: null, decision: null } });
    expect(claims(asked)).toBe(1);
    clock.elapse();
    await settle();
    expect(asked.filter((one) => one === 'writeApply')).toHaveLength(2);
    expect(claims(asked)).toBe(2);
  });

  it.each(['cas', 'fenced'])(
    'under %s leaves every terminal state alone, also one that its claim reopened',
    async (name) => {
      const claim = claimsOnce({ operation: 'A', lease: 'lease', reopened: true });
      const rows = [row('A', 'completed'), row('B', 'completed')];
      const stopped = { readApply: () => apply('stopped'), readRollout: () => reading('stopped', rows) };
      const { asked, writes } = drive({ claim, ...stopped }, named(name));
      await settle();
      expect(writes).toEqual([]);
      expect(claims(asked)).toBe(2);
    },
  );

  it.each(['readApply', 'readRollout'] as const)('writes nothing when %s fails', async (read) => {
    const { actor, writes } = drive({ [read]: timeout }, named(read === 'readApply' ? 'cas' : 'fenced'));
    await settle();
    expect(writes).toEqual([]);
    expect(actor.getSnapshot().value).toBe('waiting');
  });

  it.each([
    ['misses a row', [row('A', 'completed')]],
    ['misses its own row', [row('B', 'completed'), row('C', 'completed')]],
    ['is empty', []],
  ])('under fenced writes nothing when its reading %s', async (_how, rows) => {
    const { actor, writes } = drive({ readRollout: () => reading('running', rows) }, named('fenced'));
    await settle();
    expect(writes).toEqual([]);
    expect(actor.getSnapshot().value).toBe('waiting');
  });

  it('under fenced writes an apply without operations at the revision of its own row', async () => {
    const alone = {
      pollEngine: () => ({ tasks: [{ operation: null, state: 'completed' }], errorMessage: null }) as const,
    };
    const claim = claimsOnce({ operation: null, lease: null, reopened: false });
    const readRollout = () => ({ ...reading('running', []), size: 0 });
    const { asked, writes } = drive({ claim, ...alone, readRollout }, named('fenced'));
    await settle();
    expect(asked).not.toContain('writeOperation');
    expect(writes).toMatchObject([{ operation: null, state: 'completed', condition: { revision: 7 } }]);
  });

  it('under fenced reads the release latch when a row is pause, and writes nothing when it cannot', async () => {
    const rows = [row('A', 'failed'), row('B', 'pending')].map((one) => ({ ...one, onFailure: 'pause' as const }));
    const readRollout = () => reading('running', rows);
    const fenced = named('fenced');
    const paused = drive({ claim: claimsOnce(), readRollout, pollEngine: () => report('failed') }, fenced);
    const blind = drive({ readRollout, pollEngine: () => report('failed'), readRelease: timeout }, fenced);
    await settle();
    expect(paused.writes).toMatchObject([{ state: 'paused', condition: { revision: 7 } }]);
    expect(blind.writes).toEqual([]);
  });
});

describe('a drive whose operation has finished before its apply', () => {
  const halfway = {
    listOperations: () => [row('A', 'completed'), row('B', 'running')],
    readRollout: () => reading('running', [row('A', 'completed'), row('B', 'running')]),
  };

  it('stays with it under merged', async () => {
    const { actor, asked } = drive(halfway, named('merged'));
    await settle();
    expect(actor.getSnapshot().value).toBe('waiting');
    expect(claims(asked)).toBe(1);
  });

  it.each(['held', 'cas', 'fenced'])('leaves it under %s once the aggregate is written', async (name) => {
    const { asked, writes } = drive({ ...halfway, claim: claimsOnce() }, named(name));
    await settle();
    expect(writes.map(({ state, completedAt }) => [state, completedAt])).toEqual([['running', 'clear']]);
    expect(claims(asked)).toBe(2);
  });

  it.each(['held', 'cas', 'fenced'])('stays with it under %s until it is', async (name) => {
    const { actor, asked } = drive({ ...halfway, writeApply: timeout }, named(name));
    await settle();
    expect(actor.getSnapshot().value).toBe('waiting');
    expect(claims(asked)).toBe(1);
  });
});

describe('a drive whose operation may be retried', () => {
  it.each(PROTOCOLS)('writes the aggregate, lets go and claims anew under $name', async (protocol) => {
    const rows = [row('A', 'failed_retryable'), row('B', 'running')];
    const { asked, writes, actor } = drive(
      {
        claim: claimsOnce(),
        pollEngine: () => report('failed_retryable'),
        listOperations: () => rows,
        readRollout: () => reading('running', rows),
      },
      protocol,
    );
    await settle();
    expect(writes).toMatchObject([{ state: 'failed_retryable' }]);
    expect(asked.slice(-2)).toEqual(['writeApply', 'claim']);
    expect(actor.getSnapshot().value).toBe('idle');
  });
});

describe('a drive whose engine says nothing', () => {
  const silent = { pollEngine: (): EngineReport => ({ tasks: [], errorMessage: null }) };

  it('writes nothing under fenced, and polls again after the interval', async () => {
    const { actor, asked, clock } = drive(silent, named('fenced'));
    await settle();
    expect(actor.getSnapshot()).toMatchObject({ value: 'waiting', context: { fresh: null } });
    clock.elapse();
    await settle();
    expect(asked).toEqual(['claim', 'pollEngine', 'pollEngine']);
  });

  it.each(['merged', 'held', 'cas'])('takes it under %s for work that waits to begin', async (name) => {
    const { writes } = drive(silent, named(name));
    await settle();
    expect(writes).toMatchObject([{ state: 'pending' }]);
  });
});

describe('a drive whose engine says of which attempt its report is', () => {
  const claimed = { ...WELL.claim(), attempt: 2 };
  const ofAttempt = (attempt: number): Partial<World> => ({
    claim: claimsOnce(claimed),
    pollEngine: () => ({ ...report('completed'), attempt }),
  });

  it('drops one of an earlier attempt under fenced, and polls again after the interval', async () => {
    const { actor, asked, clock } = drive(ofAttempt(1), named('fenced'));
    await settle();
    expect(actor.getSnapshot()).toMatchObject({ value: 'waiting', context: { fresh: null } });
    clock.elapse();
    await settle();
    expect(asked).toEqual(['claim', 'pollEngine', 'pollEngine']);
  });

  it.each<[string, Partial<World>]>([
    ['of its own attempt', ofAttempt(2)],
    ['of a later one, which somebody else has begun', ofAttempt(3)],
    ['that does not say of which it is', { claim: claimsOnce(claimed) }],
    ['that does, and its claim does not', { ...ofAttempt(1), claim: claimsOnce() }],
  ])('takes one %s', async (_which, world) => {
    const { writes } = drive(world, named('fenced'));
    await settle();
    expect(writes[0]).toMatchObject({ state: 'completed' });
  });

  it.each(['merged', 'held', 'cas'])('takes an earlier one under %s for what is', async (name) => {
    const { writes } = drive({ ...ofAttempt(1), listOperations: bothCompleted }, named(name));
    await settle();
    expect(writes[0]).toMatchObject({ state: 'completed' });
  });
});

describe('a drive that is shut down', () => {
  it.each([
    ['while it waits', { pollEngine: () => report('running') }],
    ['while it idles', { claim: timeout }],
  ])('closes %s', async (_when, world) => {
    const { actor, asked, clock } = drive(world);
    await settle();
    const before = asked.length;
    actor.send({ type: 'shutdown' });
    expect(actor.getSnapshot()).toMatchObject({ value: 'closed', status: 'done' });
    clock.elapse();
    await settle();
    expect(asked).toHaveLength(before);
  });

  it('closes in the middle of a request, and does not take the answer', async () => {
    const { actor, asked, writes } = drive({});
    actor.send({ type: 'shutdown' });
    expect(actor.getSnapshot()).toMatchObject({ value: 'closed', status: 'done' });
    await settle();
    expect(asked).toEqual(['claim']);
    expect(writes).toEqual([]);
  });
});

describe('a drive to which an actor was not given', () => {
  it.each(Object.keys(WELL))('says that it is %s', async (name) => {
    const logic = driveMachine.implementations.actors[name] as AnyActorLogic;
    const actor = createActor(logic, { input: { apply: 'apply' } });
    const failed = new Promise((_, reject) => actor.subscribe({ error: reject }));
    actor.start();
    await expect(failed).rejects.toThrow(
      `actor "${name}" has no implementation here: pass one to machine.provide({ actors: { ${name} } })`,
    );
  });

  it('does not stop: it waits and asks again', async () => {
    const clock = new Clock();
    const actor = createActor(driveMachine, {
      clock,
      input: { apply: 'apply', operation: 'A', protocol: SHIPPED_PROTOCOL },
    }).start();
    await settle();
    expect(actor.getSnapshot().value).toBe('idle');
    expect(clock.delays).toEqual([1000]);
  });
});
