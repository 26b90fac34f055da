/**
 * A mistake of the user's, not a fault of the program: its message says what was asked, what was available and what
 * to do. The edge shows the message without a stack and exits with code 2.
 *
 * @public
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
