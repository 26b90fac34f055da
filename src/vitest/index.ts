/** Systems in test files of one's own. Importing this adds `toHold` to vitest's `expect`. */
import { expect } from 'vitest';
import type { HoldOptions } from './options.ts';
import { toHold } from './to-hold.ts';

export { checkSystem, type CheckSystemOptions } from './check-system.ts';
export type { CheckOptions, HoldOptions } from './options.ts';

declare module 'vitest' {
  interface Matchers<T> {
    /**
     * Passes if the system keeps these properties, all of them by default, in every reachable world. A failure has the
     * shortest race there is, as a timeline and as code that replays it. With `not` it passes if one of them is broken.
     *
     * An exploration that a limit cuts short passes neither way, unless it is asked for no more.
     */
    toHold(asked?: string | HoldOptions): T;
  }
}

expect.extend({
  toHold(received: unknown, asked?: string | HoldOptions) {
    return toHold(received, asked, this.isNot);
  },
});
