/** Reports: plain data to text. Nothing here prints. */
export type * from './campaign-report.ts';
export type * from './check-report.ts';
export { renderCampaign, smallestIn, type CampaignOptions } from './campaign.ts';
export { timelineOf, type Refutation } from './counterexample.ts';
export type { Align } from './grid.ts';
export type { RowLane } from './lanes.ts';
export type { Look } from './look.ts';
export { renderMatrix, type MatrixReport } from './results.ts';
export type { TimelineStep, TimelineTrace } from './steps.ts';
export type { StoryOptions } from './story.ts';
export { renderCheck, type CheckOptions } from './summary.ts';
export { renderTable, type TableOptions } from './table.ts';
export { renderTimeline, type TimelineOptions } from './timeline.ts';
export { costText } from './violations.ts';
