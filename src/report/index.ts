/** Reports: plain data to text. Nothing here prints. */
export type * from './campaign/campaign-report.ts';
export type * from './check/check-report.ts';
export { renderCampaign, smallestIn, type CampaignOptions } from './campaign/campaign-text.ts';
export { timelineOf, type Refutation } from './check/counterexample.ts';
export type { Align } from './terminal/grid.ts';
export type { RowLane } from './timeline/lanes.ts';
export type { Look } from './terminal/look.ts';
export { renderMatrix, type MatrixReport } from './check/results.ts';
export type { TimelineStep, TimelineTrace } from './timeline/steps.ts';
export type { StoryOptions } from './timeline/story.ts';
export { renderCheck, type CheckOptions } from './check/check-text.ts';
export { renderTable, type TableOptions } from './terminal/table.ts';
export { renderTimeline, type TimelineOptions } from './timeline/timeline.ts';
export { costText } from './check/violations.ts';
