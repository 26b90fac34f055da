/** A linter for projections. */
export * from './projection.ts';
export * from './lint.ts';
export * from './report.ts';
export * from './shipped.ts';
