/** The rollout of an apply as a system under test. */
export type { OperationConfig, RolloutConfig } from './base/config.ts';
export { SETTINGS, type RolloutSetting } from './base/settings.ts';
export { MAX_OPERATIONS, ROLLOUT_FAULTS, rolloutSystem } from './system/rollout-system.ts';
export type { RolloutStore } from './base/modelled-store.ts';
export * from './scenario/scenario.ts';
