/** A crew of worker threads. */
import { existsSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { AtomicOperations, Crew, TablePlan, TableUpdate } from '../sim/index.ts';
import type { Death, WardenPlan } from './crew-plan.ts';
import { deathOf } from './death.ts';
import { delayed, waiting, type CrewDelays } from './delays.ts';
import { LEAVE, Signals } from './signals.ts';

const WARDEN = new URL('warden.js', import.meta.url);

/** Fewer worlds than this are expanded before the others have woken up. */
const FEWEST = 1024;
/** An exploration that ends before this many worlds is over before the others have started. */
const FROM = 2 ** 18;

/** How a crew works; what is left out is what pays best. */
export interface CrewOptions {
  /** Expand together no fewer worlds than these. */
  readonly fewest?: number;
  /** For tests of the crew itself: every atomic operation takes its time. */
  readonly delays?: CrewDelays;
}

/** The threads that were started for one exploration. */
interface Started {
  /** Where the warden says which of them is no more. */
  readonly deaths: MessagePort;
  readonly updates: readonly MessagePort[];
  readonly signals: Signals;
}

/**
 * Threads that help an exploration, for {@link ExploreOptions.crew}. They are started when there is work for them; whoever made
 * the crew must {@link end} it.
 *
 * They need the compiled worker beside this file: a crew works from the package, not from its TypeScript sources.
 *
 * @public
 */
export class ThreadCrew implements Crew {
  readonly threads: number;
  readonly atomics: AtomicOperations;
  readonly #from: number;
  readonly #options: CrewOptions;
  #started: Started | null = null;
  #phase = 0;

  /** Whether the compiled worker is there. */
  static isAvailable(): boolean {
    return existsSync(WARDEN);
  }

  /**
   * @param threads how many there are, the one that explores included
   * @param from how many worlds must be known before the others are started; 262,144 by default
   */
  constructor(threads: number, from = FROM, options: CrewOptions = {}) {
    this.threads = threads;
    this.#from = from;
    this.#options = options;
    this.atomics = options.delays === undefined ? Atomics : delayed(options.delays.blocks, 0);
  }

  isWorthwhile(worlds: number, known: number): boolean {
    const { fewest = FEWEST } = this.#options;
    return worlds >= fewest && known >= this.#from;
  }

  begin(plan: TablePlan): void {
    this.end();
    const { delays = null } = this.#options;
    const signals = new Signals(undefined, waiting(delays, 0));
    const channels = Array.from({ length: this.threads - 1 }, () => new MessageChannel());
    const workers = channels.map(({ port2 }, index) => {
      return { thread: index + 1, plan, signals: signals.memory, updates: port2, delays };
    });
    const { port1: deaths, port2 } = new MessageChannel();
    const workerData: WardenPlan = { workers, deaths: port2 };
    new Worker(WARDEN, { workerData, transferList: [port2, ...workers.map(({ updates }) => updates)] }).unref();
    this.#started = { deaths, updates: channels.map(({ port1 }) => port1), signals };
  }

  run(phase: number, update: TableUpdate | null, own: () => void): void {
    const { updates, signals } = this.#crew;
    this.#phase = phase;
    if (update !== null) for (const port of updates) port.postMessage(update);
    signals.give(phase);
    own();
  }

  isDone(): boolean {
    const { deaths, signals, updates } = this.#crew;
    const standing = signals.waitFor(updates.length);
    if (standing !== 'lost') return standing === 'done';
    const { message } = receiveMessageOnPort(deaths) as { readonly message: Death };
    throw deathOf(message, this.threads, this.#phase);
  }

  end(): void {
    if (this.#started === null) return;
    const { deaths, signals, updates } = this.#started;
    this.#started = null;
    signals.give(LEAVE);
    for (const port of [deaths, ...updates]) port.close();
  }

  get #crew(): Started {
    if (this.#started === null) throw new RangeError('the crew has not begun, or has ended');
    return this.#started;
  }
}
