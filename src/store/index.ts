/** The store port and the rules that its adapters share. Adapters have their own modules: `sqlite.ts`. */
export * from './claimable.ts';
export * from './lease-lost.ts';
export * from './port.ts';
export * from './rules.ts';
export * from './spec.ts';
