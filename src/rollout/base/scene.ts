import type { OnFailure, Protocol } from '../../machines/index.ts';
import type { FaultBudget } from '../../sim/index.ts';
import type { RolloutConfig } from './config.ts';
import type { WriteRow } from './modelled-store.ts';

/** What a rollout is made of, as far as its services, its properties and its parts depend on it. */
export interface Scene {
  readonly config: RolloutConfig;
  readonly protocol: Protocol;
  /** The names of the operations in deployment order; none for a legacy apply. */
  readonly operations: readonly string[];
  /** Of the operations in deployment order. */
  readonly policies: readonly OnFailure[];
  /** The names of the actors that drive, and of the engines. */
  readonly drives: readonly string[];
  readonly engines: readonly string[];
  readonly faults: FaultBudget;
  /** How rows are written under the protocol. */
  readonly write: WriteRow;
  /** The same for whoever closes an operation: tasks that it has are closed with it. */
  readonly close: WriteRow;
}
