import type { Protocol } from '../../machines/index.ts';
import type { Mutation } from './mutations.ts';

/** A rollout that is wrong in one line. @public */
export interface Mutant {
  readonly name: string;
  /** What is wrong, as a sentence. */
  readonly summary: string;
  readonly mutate: Mutation;
  /** Under which protocols it is wrong at all; under all of them by default. */
  readonly matters?: (protocol: Protocol) => boolean;
  /** Why no property has to notice: what it does differently is not what the properties are about. */
  readonly equivalent?: string;
}
