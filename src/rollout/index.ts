/** The rollout of an apply as a system under test. */
export type { OperationConfig, RolloutConfig } from './config.ts';
export { SETTINGS, type RolloutSetting } from './settings.ts';
export { MAX_OPERATIONS, ROLLOUT_FAULTS, rolloutSystem } from './system.ts';
export type { RolloutStore } from './store.ts';
export * from './scenario.ts';
