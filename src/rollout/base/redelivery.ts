/**
 * Commands that reach an engine once more. Of those that the control loop gives, only a stop can do harm then: what is cancelled, reverted
 * or completed takes no command any more. So only stops are noted, and of each engine the last one: an older one is refused where
 * that is, and has the same effect where it is not.
 */
import { BLOCKED, type EnvironmentAction, type Transaction } from '../../sim/index.ts';
import { commandFor } from './modelled-engine.ts';
import type { Scene } from './scene.ts';
import type { RolloutStore } from './modelled-store.ts';

type Tx = Transaction<RolloutStore>;

/** Whether the model has commands that come once more: without them, nothing is noted. */
export function mayComeAgain({ faults }: Pick<Scene, 'faults'>): boolean {
  return (faults['duplicate'] ?? 0) > 0;
}

/** Notes which engines are told to stop, and for which request. */
export function noteStop(tx: Tx, of: number | null, engines: readonly string[]): void {
  const listening = engines.filter((engine) => isListening(tx, engine));
  tx.write('told', { ...tx.read('told'), ...Object.fromEntries(listening.map((engine) => [engine, of])) });
}

/** Stops that come once more, one action for each engine. */
export function repeatedStops({ engines }: Scene): Record<string, EnvironmentAction<RolloutStore>> {
  return Object.fromEntries(
    engines.map((engine) => [
      `${engine} is told to stop once more`,
      {
        budget: 'duplicate',
        run: (tx) => {
          const of = tx.read('told')[engine];
          return of !== undefined && isListening(tx, engine) ? tx.send(engine, commandFor('STOP', of)) : BLOCKED;
        },
      },
    ]),
  );
}

function isListening(tx: Tx, engine: string): boolean {
  const state = tx.actor(engine)?.value;
  return state === 'copying' || state === 'ready';
}
