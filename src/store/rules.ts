import type * as machines from '../machines/index.ts';

/**
 * How rows move, decided by the machines. A store is handed these functions instead of importing them: it knows how to keep
 * rows, and the one who opens it knows whose rules they follow. The machines module itself is a `RowRules`.
 *
 * @public
 */
export type RowRules = Pick<
  typeof machines,
  | 'isTerminal'
  | 'isSettled'
  | 'isStranded'
  | 'keepsNoDriver'
  | 'hasTurn'
  | 'OPERATION_STATES'
  | 'writeApplyRow'
  | 'reopenApplyRow'
  | 'stepOperationRow'
>;
