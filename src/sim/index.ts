/** The deterministic simulation kernel: systems of XState machines as worlds, choices, executions and checks. */
export type { Json } from './canonical.ts';
export type { Choice } from './choices.ts';
export * from './coverage.ts';
export * from './growth.ts';
export { omissionsIn, type Omission } from './omissions.ts';
export * from './vacuity.ts';
export { ModelExecution, type Execution, type Picture, type Possible } from './execution.ts';
export {
  explore,
  Explorer,
  type Exploration,
  type ExploreOptions,
  type Finding,
  type Path,
  type Progress,
} from './explore.ts';
export { memoryToTell, type MemoryTold, type MemoryUse } from './memory.ts';
export { Kernel } from './kernel.ts';
export * from './system.ts';
export { LiveExecution } from './live.ts';
export { Random } from './random.ts';
export * from './replay.ts';
export { fairnessOf } from './liveness.ts';
export { followCycle, type FollowedCycle } from './follow-cycle.ts';
export { labelsOf } from './labels.ts';
export { sample, Sampler, type SampleOptions, type Sampling } from './sample.ts';
export type { ShareReport } from './share.ts';
export { SCHEDULERS, type SchedulerName } from './schedulers/portfolio.ts';
export { BlockWorker } from './block-worker.ts';
export type { AtomicOperations } from './atomics.ts';
export { PHASE } from './block.ts';
export { CrewLost, type Crew } from './crew.ts';
export { adopt, emptyTables, type TablePlan, type TableUpdate } from './shared-tables.ts';
export { Symmetry } from './symmetry.ts';
export { shrinkFinding, type Shrinking, type ShrunkFinding } from './shrink-finding.ts';
export { shrink, type Shrunk, type ShrinkOptions } from './shrink.ts';
export { possibleSteps, simplerSchedules } from './simpler.ts';
export { compareCosts, type ScheduleCost } from './shrink-cost.ts';
export { runBatch, type BatchPlan, type BatchResult, type DrawnRace } from './batch.ts';
export * from './campaign.ts';
export { shrinkRace, type Race, type SmallRace, type Smaller, type Weakening } from './weaken.ts';
export { standingAfter, standingIn } from './standing.ts';
export { walkToGoals } from './walk-to-goals.ts';
