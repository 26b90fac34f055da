/** What a rollout is built from: plain data, so that a token can carry it. */
import type { ApplyRow, OnFailure, OperationRow, State } from '../../machines/index.ts';
import type { FaultBudget } from '../../sim/index.ts';
import type { EngineState } from './modelled-engine.ts';
import type { RolloutSetting } from './settings.ts';

/** What an operation waits for in its own deployment; left out, nothing. */
export type Place = Pick<OperationRow, 'deployment' | 'key' | 'kind' | 'step'>;

/** An operation as it stands when the run begins. */
export interface OperationConfig extends Place {
  readonly state?: State;
  readonly engine?: EngineState;
  readonly onFailure?: OnFailure;
}

/** What a rollout system is built from. `onFailure` is for each operation that does not say so itself. @public */
export interface RolloutConfig extends RolloutSetting {
  /** A name from the ladder of protocols; the shipped one by default. */
  readonly protocol?: string;
  /** How many operations (2 by default), or each by name as it stands when the run begins. */
  readonly operations?: number | { readonly [name: string]: OperationConfig };
  /** An apply from before operations existed: one drive, one engine, no operation rows. */
  readonly legacy?: boolean;
  readonly apply?: Partial<ApplyRow>;
  readonly faults?: FaultBudget;
  readonly staleVersions?: number;
}
