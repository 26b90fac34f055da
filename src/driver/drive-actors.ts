/** The actors of one drive, on a real store and a real engine. */
import { fromPromise } from 'xstate';
import {
  isTerminal,
  type ApplyInput,
  type ApplyWrite,
  type ClaimInput,
  type OperationWrite,
  type PollInput,
} from '../machines/index.ts';
import type { Lease, Store } from '../store/index.ts';
import type { Trouble } from './changes.ts';
import type { Engine } from './engine-port.ts';
import type { Leases } from './held-leases.ts';
import type { Slots } from './slots.ts';
import { troubleOf } from './trouble.ts';

/** What the drives of one process share. */
export interface Crew {
  readonly store: Store;
  readonly engine: Engine;
  readonly leases: Leases;
  readonly slots: Slots;
  readonly holder: string;
  readonly onTrouble: (trouble: Trouble) => void;
  /** What drives have begun to ask of store and engine, and not yet been answered. */
  readonly pending: Set<Promise<unknown>>;
}

interface Call<Input> {
  readonly input: Input;
  readonly signal: AbortSignal;
}

/** Actors for one drive of the crew. They remember what the drive holds: make new ones for each drive. */
export function driveActors(crew: Crew) {
  const { store, engine, leases, slots } = crew;
  let lease: Lease | null = null;
  let busy = false;

  const endWork = (): void => {
    if (busy) slots.free();
    busy = false;
  };

  /** A drive that claims again has left what it held before. */
  const letGo = async (): Promise<void> => {
    endWork();
    if (lease !== null) await leases.giveBack(lease);
    lease = null;
  };

  const claim = async ({ input, signal }: Call<ClaimInput>) => {
    await letGo();
    await slots.take(signal);
    busy = true;
    const claimed = await store.claim(input, { holder: crew.holder, signal });
    lease = { apply: input.apply, operation: claimed.operation ?? '', lease: claimed.lease ?? '' };
    await leases.add(lease);
    return claimed;
  };

  const writeOperation = async ({ input }: Call<OperationWrite>) => {
    const written = await store.writeOperation(input);
    if (isTerminal(input.state)) endWork();
    return written;
  };

  /** Whoever may have lost its lease asks its engine nothing: an engine cannot tell. */
  const pollEngine = async ({ input: { apply, operation }, signal }: Call<PollInput>) => {
    if (operation === null) throw new Error('this engine works on operations, and the claim named none');
    if (lease !== null) leases.require(lease);
    return engine.poll({ apply, operation }, signal);
  };

  /** Makes an actor that tells its troubles, and that the crew can wait for. */
  const actor = <Input, Output>(doing: string, call: (call: Call<Input>) => Promise<Output>) =>
    fromPromise<Output, Input>(({ input, signal }) => {
      const answer = tellTrouble(doing, call, { input, signal });
      crew.pending.add(answer);
      const settled = (): void => void crew.pending.delete(answer);
      answer.then(settled, settled);
      return answer;
    });

  const tellTrouble = async <Input, Output>(
    doing: string,
    call: (call: Call<Input>) => Promise<Output>,
    args: Call<Input>,
  ) => {
    try {
      return await call(args);
    } catch (error) {
      if (!args.signal.aborted) crew.onTrouble(troubleOf(doing, lease?.operation ?? null, error));
      throw error;
    }
  };

  return {
    claim: actor('claim', claim),
    pollEngine: actor('pollEngine', pollEngine),
    writeOperation: actor('writeOperation', writeOperation),
    listOperations: actor('listOperations', ({ input }: Call<ApplyInput>) => store.listOperations(input)),
    readRelease: actor('readRelease', ({ input }: Call<ApplyInput>) => store.readRelease(input)),
    readRollout: actor('readRollout', ({ input }: Call<ApplyInput>) => store.readRollout(input)),
    readApply: actor('readApply', ({ input }: Call<ApplyInput>) => store.readApply(input)),
    writeApply: actor('writeApply', ({ input }: Call<ApplyWrite>) => store.writeApply(input)),
  };
}
