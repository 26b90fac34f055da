/**
 * Holdfast: XState machines under a deterministic scheduler, as a model and live.
 *
 * This entry has the simulation kernel and the machines. The rollout, the reports, the store and the driver have entries of
 * their own (`holdfast/rollout`, `holdfast/report`, `holdfast/store`, `holdfast/driver`), as have those that need an optional peer
 * (`holdfast/vitest`, `holdfast/fast-check`).
 */
export * from './machines/index.ts';
export * from './sim/index.ts';
