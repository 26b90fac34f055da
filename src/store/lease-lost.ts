import type { LEASE_LOST } from '../machines/index.ts';

/** A write or a heartbeat under a lease that another driver has taken: nothing was changed. @public */
export class LeaseLost extends Error {
  override readonly name: typeof LEASE_LOST = 'LeaseLost';

  constructor(operation: string | null) {
    super(
      `the lease on operation ${operation === null ? '(none)' : JSON.stringify(operation)} is held by another driver`,
    );
  }
}
