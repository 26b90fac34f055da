/**
 * Attempts of engines: each start after the first begins another one, and a poll may be answered with the last report of the one before.
 *
 * A report says by a number of which attempt it is, and so does a claim, which is what starts engines again, or comes after. The number
 * is that of the report that was true when the engine was started again, and one more.
 */
import type { EngineReport, PollInput } from '../../../machines/index.ts';
import { BLOCKED, type Distortion, type Transaction, type View } from '../../../sim/index.ts';
import type { Inside, Services } from '../../base/part.ts';
import type { Scene } from '../../base/scene.ts';
import { tools } from '../../base/session.ts';
import { LEGACY, type RolloutStore } from '../../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Poll = Services['pollEngine'];

/** Whether the model has reports from before the last start: without them, nothing is numbered. */
export function areNumbered({ faults }: Pick<Scene, 'faults'>): boolean {
  return (faults['stale-progress'] ?? 0) > 0;
}

/** The answer to a poll that was true before the engine was started last. */
export function fromBefore(poll: PollInput): Distortion<EngineReport, RolloutStore> {
  return {
    fault: 'stale-progress',
    label: 'as before its last start',
    change: (report, world) => earlierOf(poll.operation, world) ?? report,
  };
}

function earlierOf(operation: string | null, world: View<RolloutStore>): EngineReport | undefined {
  return world.read('earlier')[engineOf(operation)];
}

const engineOf = (operation: string | null): string => `engine:${operation ?? LEGACY}`;

function attemptOf(operation: string | null, world: View<RolloutStore>): number {
  return (earlierOf(operation, world)?.attempt ?? 0) + 1;
}

/** The same services and environment, with reports and claims that are numbered, and starts that are noted. */
export function numbered({ services, environment }: Inside, scene: Scene): Inside {
  const { claim } = services;
  const pollEngine = withAttempt(services.pollEngine);
  const noting = (tx: Tx): Tx => notingStarts(tx, pollEngine, scene);
  return {
    services: {
      ...services,
      pollEngine,
      claim: {
        ...claim,
        run: (input, tx, self) => {
          const claimed = claim.run(input, noting(tx), self);
          return claimed === BLOCKED ? BLOCKED : { ...claimed, attempt: attemptOf(claimed.operation, tx) };
        },
      },
    },
    environment: Object.fromEntries(
      Object.entries(environment).map(([label, action]) => [label, { ...action, run: (tx) => action.run(noting(tx)) }]),
    ),
  };
}

function withAttempt(poll: Poll): Poll {
  return {
    ...poll,
    run: (input, tx, self) => {
      const report = poll.run(input, tx, self);
      return report === BLOCKED ? BLOCKED : { ...report, attempt: attemptOf(input.operation, tx) };
    },
  };
}

/** What stands still after it has begun. */
const STANDING: readonly unknown[] = ['stopped', 'interrupted'];

/** The same transaction, in which an engine that is started again leaves its report behind. */
function notingStarts(tx: Tx, poll: Poll, { operations }: Scene): Tx {
  return {
    ...tools(tx),
    send: (engine, event) => {
      const { type } = event as { readonly type: string };
      if (type === 'START' && STANDING.includes(tx.actor(engine)?.value)) {
        const name = engine.replace(/^engine:/, '');
        const input = { apply: 'apply', operation: operations.includes(name) ? name : null };
        const report = poll.run(input, tx, 'whoever starts it');
        if (report !== BLOCKED) tx.write('earlier', { ...tx.read('earlier'), [engine]: report });
      }
      tx.send(engine, event);
    },
  };
}
