/** The rollout of an apply as a system under test. */
export {
  MAX_DRIVERS,
  MAX_OPERATIONS,
  ROLLOUT_FAULTS,
  rolloutSystem,
  type OperationConfig,
  type RolloutConfig,
} from './system.ts';
export type { RolloutStore } from './store.ts';
export * from './scenario.ts';
