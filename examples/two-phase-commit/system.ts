/**
 * Two-phase commit with the message-set semantics of the TLA+ module TwoPhase (Lamport, tlaplus/Examples,
 * specifications/transaction_commit): messages are never taken out of the set, and each step is atomic.
 */
import {
  BLOCKED,
  defineSystem,
  type AnySystem,
  type EnvironmentAction,
  type Property,
  type Transaction,
} from '../../src/sim/index.ts';
import { resourceManager, transactionManager } from './machines.ts';

/** For each message whether it was ever sent: a cell of its own, so that a step reads and changes no more than it has to. */
interface Store {
  readonly [message: string]: boolean;
}

type Tx = Transaction<Store>;
type Action = EnvironmentAction<Store>;

const sent = (tx: Tx, message: string): boolean => tx.read(message);
const send = (tx: Tx, message: string): void => tx.write(message, true);

/** An atomic step: where the actor is in this state, it gets the event, and `also` happens in the same instant. */
function step(
  actor: string,
  state: string | null,
  event: { type: string; manager?: string },
  rest: { when?: (tx: Tx) => boolean; also?: (tx: Tx) => void } = {},
): Action {
  return {
    run: (tx) => {
      if (state !== null && tx.actor(actor)?.value !== state) return BLOCKED;
      if (rest.when !== undefined && !rest.when(tx)) return BLOCKED;
      tx.send(actor, event);
      return rest.also?.(tx);
    },
  };
}

function stepsOf(rm: string): [string, Action][] {
  return [
    [`${rm} prepares`, step(rm, 'working', { type: 'prepare' }, { also: (tx) => send(tx, `prepared:${rm}`) })],
    [`${rm} chooses to abort`, step(rm, 'working', { type: 'choose to abort' })],
    [`${rm} receives commit`, step(rm, null, { type: 'commit' }, { when: (tx) => sent(tx, 'commit') })],
    [`${rm} receives abort`, step(rm, null, { type: 'abort' }, { when: (tx) => sent(tx, 'abort') })],
    [
      `tm hears that ${rm} is prepared`,
      step('tm', 'init', { type: 'prepared', manager: rm }, { when: (tx) => sent(tx, `prepared:${rm}`) }),
    ],
  ];
}

const allPrepared = (tx: Tx): boolean => {
  const known = tx.actor('tm')?.context as { managers: string[]; prepared: string[] } | undefined;
  return known !== undefined && known.managers.length === known.prepared.length;
};

/** Asked of one manager at a time: what is remembered of the answers then is far less than all states of all managers. */
function consistent(rms: readonly string[]): Property<Store> {
  return {
    kind: 'safety',
    name: 'consistent',
    summary: 'no resource manager has aborted while another has committed',
    each: rms,
    check: (world, _before, rm) => {
      if (world.actor(rm)?.value !== 'aborted') return null;
      const other = rms.find((name) => world.actor(name)?.value === 'committed');
      return other === undefined ? null : `${rm} has aborted, ${other} has committed`;
    },
  };
}

/** Two-phase commit with that many resource managers. */
export function twoPhaseCommit(managers: number): AnySystem {
  const rms = Array.from({ length: managers }, (_, index) => `rm${index + 1}`);
  return defineSystem<Store>({
    name: 'two-phase-commit',
    config: { managers },
    store: Object.fromEntries(
      ['commit', 'abort', ...rms.map((rm) => `prepared:${rm}`)].map((message) => [message, false]),
    ),
    actors: {
      tm: { machine: transactionManager, input: { managers: rms } },
      ...Object.fromEntries(rms.map((rm) => [rm, { machine: resourceManager }])),
    },
    services: {},
    environment: {
      ...Object.fromEntries(rms.flatMap(stepsOf)),
      'tm commits': step('tm', 'init', { type: 'commit' }, { when: allPrepared, also: (tx) => send(tx, 'commit') }),
      'tm aborts': step('tm', 'init', { type: 'abort' }, { also: (tx) => send(tx, 'abort') }),
    },
    properties: [consistent(rms)],
  });
}
