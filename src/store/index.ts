/**
 * The store port, what an adapter is made of, and a store in memory. The SQLite adapter has an entry of its own (`holdfast/store/sqlite`),
 * and so has the suite that every adapter has to pass (`holdfast/store/conformance`).
 */
export * from './change.ts';
export * from './claimable.ts';
export * from './lease-lost.ts';
export * from './memory-store.ts';
export * from './port.ts';
export * from './spec.ts';
export { UserError } from '../user-error.ts';
