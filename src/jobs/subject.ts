/** What a check is about: a system, and what a report and its tokens say of it. */
import type { CheckReport } from '../report/index.ts';
import type { AnySystem, Token } from '../sim/index.ts';

/** What a report says of the subject itself. */
export type SubjectFacts = Pick<
  CheckReport,
  'system' | 'config' | 'protocol' | 'operations' | 'setting' | 'faults' | 'parts'
>;

/** A system that can be checked, whoever wrote it. The rollout is one, and so is what a file exports. */
export interface Subject<Facts extends SubjectFacts = SubjectFacts> {
  readonly system: AnySystem;
  readonly facts: Facts;
  /** What a token carries besides its steps, so that a replay builds the same system. */
  readonly token: Pick<Token, 'system' | 'config'>;
  /** What no change of the system can mend. */
  readonly remarks: readonly string[];
  /** Why it has no symmetry, for whoever asks for one. */
  readonly notSymmetric: string;
}
