/** The production runtime: drives and a merge gate on a real store and engine, until the rollout is over or the signal aborts. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as machines from '../machines/index.ts';
import { isOver, type ApplyView, type Store } from '../store/index.ts';
import { UserError } from '../user-error.ts';
import { changesBetween, type Change, type GateColour } from './changes.ts';
import type { Crew } from './drive-actors.ts';
import type { Engine } from './engine-port.ts';
import { startGate, type Gate } from './gate-check.ts';
import { createLeases } from './held-leases.ts';
import { createSlots } from './slots.ts';
import { pause } from './pause.ts';
import { startTeam } from './team.ts';
import { troubleOf } from './trouble.ts';

/** What `runDrives` needs. The apply must be in the store (`createApply`). @public */
export interface RunOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly apply: string;
  /** The shipped protocol by default. All drivers of one apply have to use the same. */
  readonly protocol?: machines.Protocol;
  /** How many unfinished operations this process works on at a time; all by default. */
  readonly concurrency?: number;
  /** Milliseconds between two polls, samples of the gate, and looks at the rows; 1000 by default. */
  readonly pollInterval?: number;
  /**
   * Milliseconds by which the clocks of two drivers may differ; 0 by default. A driver presumes its lease lost after two thirds of the
   * store's `leaseTtl` without a renewal, so it has to be less than a third of that: `runDrives` rejects with a `UserError` otherwise.
   */
  readonly maxSkew?: number;
  /** The clock that the store was opened with, in milliseconds; the wall clock by default. */
  readonly now?: () => number;
  /** Who this is, for people who look at the leases. */
  readonly holder: string;
  /** Ends the driving, not the work: the engine's work goes on, and any driver may take it up again. */
  readonly signal: AbortSignal;
  readonly onChange?: (change: Change) => void;
  /** Told at every look, whether or not anything changed. */
  readonly onLook?: (view: ApplyView, gate: GateColour) => void;
}

/** How a run ended. `over` is false when the signal ended it first. @public */
export interface RunResult {
  readonly view: ApplyView;
  readonly gate: GateColour;
  readonly over: boolean;
}

interface Run extends RunOptions {
  readonly times: machines.LeaseTimes;
  readonly pollInterval: number;
  readonly protocol: machines.Protocol;
  readonly gate: Gate;
  readonly tell: (change: Change) => void;
  readonly look: () => Promise<ApplyView>;
}

/** How often the store is asked for the last look of a run that was aborted. */
const LAST_LOOKS = 5;

/**
 * Drives the apply. Resolves when nothing can move it any more, or after the signal aborted, with all leases given back. A store
 * or engine that fails is tried again, and told of as trouble; a store that still fails after the abort rejects. @public
 *
 * There is one drive for each operation, because a drive stays with its operation until the apply is finished; `concurrency`
 * bounds the unfinished ones.
 */
export async function runDrives(options: RunOptions): Promise<RunResult> {
  const times = machines.leaseTimes(options.store.leaseTtl, options.maxSkew);
  const mistake = machines.leaseTimesMistake(times);
  if (mistake !== null) throw new UserError(mistake);
  const pollInterval = options.pollInterval ?? 1000;
  const tell = withoutRepeats(options.onChange ?? (() => undefined));
  const gate = startGate(options.store, options.apply, pollInterval, (colour) => tell({ kind: 'gate', colour }));
  const protocol = options.protocol ?? machines.SHIPPED_PROTOCOL;
  const run = {
    ...options,
    times,
    protocol,
    pollInterval,
    gate,
    tell,
    look: createLook(options, pollInterval, gate, tell),
  };
  try {
    let view = await run.look();
    // Another process may write once more after this one saw the end: then there is another round.
    while (!run.signal.aborted && !isDone(run, view)) view = await round(run, view);
    return { view, gate: gate.colour(), over: isDone(run, view) };
  } finally {
    gate.stop();
  }
}

async function round(run: Run, { operations }: ApplyView): Promise<ApplyView> {
  const { apply, pollInterval, protocol } = run;
  const team = startTeam(crewOf(run, operations.length), { apply, pollInterval, protocol, size: operations.length });
  const stop = new AbortController();
  try {
    await Promise.race([untilDone(run, AbortSignal.any([run.signal, stop.signal])), team.broken]);
  } finally {
    stop.abort();
    await team.leave();
  }
  return run.look();
}

async function untilDone(run: Run, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !isDone(run, await run.look())) await pause(run.pollInterval, signal);
}

/** A completed rollout is done when the gate has seen it, too. */
function isDone({ gate, protocol }: Run, view: ApplyView): boolean {
  return isOver(protocol, view) && (view.apply.state !== 'completed' || gate.colour() === 'green');
}

function crewOf({ store, engine, holder, tell, concurrency, times, now = Date.now }: Run, operations: number): Crew {
  const slots = createSlots(concurrency ?? operations);
  const leases = createLeases({ store, times, now, onTrouble: tell });
  return { store, engine, holder, slots, leases, onTrouble: tell, pending: new Set() };
}

/** Looks at the rows, as often as it takes to read them, and tells what has changed since the look before. */
function createLook({ store, apply, signal, onLook }: RunOptions, interval: number, gate: Gate, tell: Run['tell']) {
  let last: ApplyView | null = null;
  return async function look(): Promise<ApplyView> {
    for (let looks = 1; ; looks += 1) {
      const view = await store.view({ apply }).catch((error: unknown) => {
        if (signal.aborted && looks >= LAST_LOOKS) throw error;
        tell(troubleOf('view', null, error));
      });
      if (view === undefined) {
        await sleep(interval);
        continue;
      }
      for (const change of changesBetween(apply, last, view)) tell(change);
      onLook?.(view, gate.colour());
      last = view;
      return view;
    }
  };
}

/** Passes everything on but a trouble that was told before. */
function withoutRepeats(tell: (change: Change) => void): (change: Change) => void {
  const told = new Map<string, string>();
  return (change) => {
    if (change.kind === 'trouble') {
      const about = `${change.doing} ${change.operation ?? ''}`;
      if (told.get(about) === change.message) return;
      told.set(about, change.message);
    }
    tell(change);
  };
}
