/** The deterministic simulation kernel: systems of XState machines as worlds, choices, executions and checks. */
export type { Json } from './data/canonical.ts';
export type { Choice } from './kernel/choices.ts';
export * from './findings/coverage.ts';
export * from './findings/growth.ts';
export { omissionsIn, type Omission } from './findings/omissions.ts';
export * from './findings/vacuity.ts';
export { ModelExecution, type Execution, type Picture, type Possible } from './execution/execution.ts';
export {
  explore,
  Explorer,
  type Exploration,
  type ExploreOptions,
  type Finding,
  type Path,
  type Progress,
} from './search/explore.ts';
export { memoryToTell, type MemoryTold, type MemoryUse } from './data/memory.ts';
export { Kernel } from './kernel/kernel.ts';
export * from './contract/system.ts';
export { LiveExecution } from './execution/live.ts';
export { Random } from './data/random.ts';
export * from './execution/replay.ts';
export { fairnessOf } from './liveness/liveness.ts';
export { followCycle, type FollowedCycle } from './execution/follow-cycle.ts';
export { labelsOf } from './execution/labels.ts';
export { sample, Sampler, type SampleOptions, type Sampling } from './sample/sample.ts';
export type { ShareReport } from './sample/share.ts';
export { SCHEDULERS, type SchedulerName } from './sample/schedulers/portfolio.ts';
export { BlockWorker } from './search/block-worker.ts';
export type { AtomicOperations } from './data/atomics.ts';
export { PHASE } from './search/block.ts';
export { CrewLost, type Crew } from './search/crew.ts';
export { adopt, emptyTables, type TablePlan, type TableUpdate } from './search/shared-tables.ts';
export { Symmetry } from './symmetry/symmetry.ts';
export { shrinkFinding, type Shrinking, type ShrunkFinding } from './shrink/shrink-finding.ts';
export { shrink, type Shrunk, type ShrinkOptions } from './shrink/shrink.ts';
export { possibleSteps, simplerSchedules } from './shrink/simpler.ts';
export { compareCosts, type ScheduleCost } from './shrink/shrink-cost.ts';
export { runBatch, type BatchPlan, type BatchResult, type DrawnRace } from './campaign/batch.ts';
export * from './campaign/campaign.ts';
export { shrinkRace, type Race, type SmallRace, type Smaller, type Weakening } from './shrink/weaken.ts';
export { standingAfter, standingIn } from './findings/standing.ts';
export { walkToGoals } from './search/walk-to-goals.ts';
