/** What the threads of a crew begin with, and what one of them says of another that is no more. */
import type { MessagePort } from 'node:worker_threads';
import type { TablePlan } from '../sim/index.ts';
import type { CrewDelays } from './delays.ts';

/** What a worker begins with. */
export interface WorkerPlan {
  /** Its number; 0 is the thread that explores. */
  readonly thread: number;
  readonly plan: TablePlan;
  readonly signals: Int32Array<SharedArrayBuffer>;
  /** Where updates come in. */
  readonly updates: MessagePort;
  readonly delays: CrewDelays | null;
}

/** What the warden begins with. */
export interface WardenPlan {
  readonly workers: readonly WorkerPlan[];
  /** Where it says which worker is no more. */
  readonly deaths: MessagePort;
}

/** How a worker came to its end: by an error that was thrown in it, or otherwise. */
export interface Death {
  readonly thread: number;
  readonly error: { readonly stack: string; readonly isOutOfMemory: boolean } | null;
  readonly exitCode: number;
}
