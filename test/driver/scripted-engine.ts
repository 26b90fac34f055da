/** An engine for tests whose work the test moves on by hand, and that remembers how it was used. */
import type { Engine } from '../../src/driver/index.ts';
import type { State } from '../../src/machines/index.ts';

export interface ScriptedEngine extends Engine {
  /** Operations in the order in which their work was started. */
  readonly started: readonly string[];
  /** Most operations whose work was going on at the same time. */
  readonly mostAtOnce: number;
  /** Makes polls reject with the message; null makes them answer again. */
  breakDown(message: string | null): void;
  finish(operation: string, state: State, errorMessage?: string): void;
}

/** Works on any operation. With `auto`, work is completed at its second poll. */
export function scriptedEngine({ auto }: { readonly auto: boolean }): ScriptedEngine {
  const work = new Map<string, { state: State; errorMessage: string | null }>();
  let [trouble, mostAtOnce]: [string | null, number] = [null, 0];
  const going = () => [...work.values()].filter(({ state }) => state === 'running').length;
  const start = (operation: string) => {
    const begun = { state: 'running' as const, errorMessage: null };
    work.set(operation, begun);
    mostAtOnce = Math.max(mostAtOnce, going());
    return begun;
  };
  const goOn = (operation: string, now: { state: State; errorMessage: string | null }) => {
    if (auto && now.state === 'running') work.set(operation, { state: 'completed', errorMessage: null });
    return work.get(operation) ?? now;
  };
  return {
    get started() {
      return [...work.keys()];
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    breakDown(message) {
      trouble = message;
    },
    finish(operation, state, errorMessage) {
      work.set(operation, { state, errorMessage: errorMessage ?? null });
    },
    async poll({ operation }) {
      if (trouble !== null) throw new Error(trouble);
      const now = work.get(operation);
      const { state, errorMessage } = now === undefined ? start(operation) : goOn(operation, now);
      return { tasks: [{ operation, state }], errorMessage };
    },
    lastLine: async () => null,
  };
}
