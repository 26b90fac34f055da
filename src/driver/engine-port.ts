/** The engine port: what does the actual work of an operation, and says how far it is. */
import type { EngineReport } from '../machines/index.ts';

/** The work of one operation of one apply. @public */
export interface Work {
  readonly apply: string;
  readonly operation: string;
}

/** Does the work of operations. It outlives the driver that started it: any driver may ask about it. @public */
export interface Engine {
  /**
   * Starts the work if it has not begun, and reports its state. However many drivers ask, the same work never runs twice at
   * once. Rejects when the state cannot be told; the drive then asks again later.
   *
   * What it reports has to be what it finds now: an engine that answers from a cache, or by what it was sent, may report what was
   * before its last start.
   */
  poll(work: Work, signal: AbortSignal): Promise<EngineReport>;

  /** The last thing that the work said, for people to read; null when it said nothing. */
  lastLine(work: Work): Promise<string | null>;
}
