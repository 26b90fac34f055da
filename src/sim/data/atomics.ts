/** What threads do to memory that they share in one instant each. Injected, so that a test can be slow between any two of them. */
export type AtomicOperations = Pick<Atomics, 'load' | 'store' | 'add' | 'compareExchange' | 'wait' | 'notify'>;
