/** One instant: a service or an environment action runs against a world, and what it did is handed back as data. */
import { canonical, NotPlainData, own, type Json } from '../data/canonical.ts';
import type { Variant } from './choices.ts';
import type { SentEvent } from '../machine/effects.ts';
import type { Reply, Request } from '../machine/slot.ts';
import {
  BLOCKED,
  Failure,
  SystemError,
  type ActorView,
  type Blocked,
  type EnvironmentAction,
  type Service,
  type Transaction,
  type View,
} from '../contract/system.ts';
import { isPromise, lentView, runUserCode, type Lend } from '../user-code/user-code.ts';

/** What happened to the world at one instant. */
export interface Happened {
  readonly writes: ReadonlyMap<string, Json>;
  readonly sends: readonly { readonly actor: string; readonly event: SentEvent }[];
}

/** A request that took effect: what happened, and the reply that is now on its way. */
export interface Effected extends Happened {
  readonly reply: Reply;
}

/** The world as it is, and as it was some versions ago (null if there was no such version). */
export interface Worlds {
  readonly now: View;
  readonly past: (versions: number) => View | null;
}

/** What an answer says when the fault decided it, not the service. */
export const TIMEOUT: Reply = { ok: false, value: { name: 'Timeout', message: 'timeout' } };

const NOTHING: Happened = { writes: new Map(), sends: [] };

/** Keeps what is written and sent until the instant is over. */
class Buffer implements Transaction {
  readonly #world: View;
  readonly #lend: Lend;
  readonly writes = new Map<string, Json>();
  readonly sends: { actor: string; event: SentEvent }[] = [];

  constructor(world: View, lend: Lend) {
    this.#world = lentView(world, lend);
    this.#lend = lend;
  }

  read(cell: string): Json {
    if (!this.writes.has(cell)) return this.#world.read(cell);
    return this.#lend(`cell "${cell}"`, this.writes.get(cell) ?? null);
  }

  actor(name: string): ActorView | null {
    return this.#world.actor(name);
  }

  write(cell: string, value: Json): void {
    this.#world.read(cell);
    if (value === undefined) throw new NotPlainData(cell, 'undefined');
    this.writes.set(cell, own(value, cell));
  }

  send(actor: string, event: SentEvent): void {
    this.sends.push({ actor, event: own(event, `the event to "${actor}"`) });
  }
}

/** Lets a request take effect in one of its variants; BLOCKED if it cannot, or if the fault would change nothing. */
export function takeEffect(
  service: Service<never, Json, Json>,
  request: Request,
  variant: Variant,
  worlds: Worlds,
  self: string,
): Effected | Blocked {
  const run = (world: View): Effected | Blocked => runService(service, request, world, self);
  if (variant.kind === 'stale') {
    const past = worlds.past(variant.versions);
    return past === null ? BLOCKED : differing(run(past), run(worlds.now));
  }
  const fresh = run(worlds.now);
  if (fresh === BLOCKED || variant.kind === 'fresh') return fresh;
  if (!fresh.reply.ok) return BLOCKED;
  if (variant.kind === 'unacknowledged') return { ...fresh, reply: TIMEOUT };
  const { distortion } = variant;
  const who = `the distortion "${distortion.label}" of service "${request.source}"`;
  const value = runUserCode(
    () => who,
    (lend) => {
      const world = lentView(worlds.now, lend) as unknown as View<never>;
      return answerOf(who, distortion.change(lend('the answer', fresh.reply.value), world));
    },
  );
  return value === BLOCKED ? BLOCKED : differing({ ...fresh, reply: { ok: true, value } }, fresh);
}

/** Lets the environment act; `label` is the action's. */
export function happen(action: EnvironmentAction<never>, now: View, label: string): Happened | Blocked {
  const who = `environment action "${label}"`;
  return runUserCode(
    () => who,
    (lend) => {
      const buffer = new Buffer(now, lend);
      const answer: unknown = action.run(buffer as unknown as Transaction<never>);
      requireNow(answer, who);
      return answer === BLOCKED ? BLOCKED : buffer;
    },
  );
}

/** What an async function does after its first await is lost to the model. */
function requireNow(answer: unknown, who: string): void {
  if (isPromise(answer))
    throw new SystemError(`${who} is async: it must do all it does at once. Take out async and await.`);
}

/** What was answered, as it is at this moment. */
function answerOf(who: string, answer: unknown): Json | Blocked {
  requireNow(answer, who);
  return answer === BLOCKED ? BLOCKED : own(answer as Json, 'its answer');
}

/** A fault that does what would have happened anyway is no fault: the same is answered, written and sent. */
function differing(faulty: Effected | Blocked, fresh: Effected | Blocked): Effected | Blocked {
  if (faulty === BLOCKED || fresh === BLOCKED) return faulty;
  return canonical(doneBy(faulty)) === canonical(doneBy(fresh)) ? BLOCKED : faulty;
}

const doneBy = ({ reply, writes, sends }: Effected): unknown => ({ reply, writes: [...writes], sends });

function runService(
  service: Service<never, Json, Json>,
  request: Request,
  world: View,
  self: string,
): Effected | Blocked {
  const who = `service "${request.source}"`;
  try {
    const { buffer, value } = runUserCode<{ buffer: Buffer; value: Json | Blocked }>(
      () => who,
      (lend) => {
        const buffer = new Buffer(world, lend);
        const input = lend('its input', request.input);
        return { buffer, value: answerOf(who, service.run(input, buffer as unknown as Transaction<never>, self)) };
      },
    );
    if (value === BLOCKED) return BLOCKED;
    if (service.access !== 'write' && buffer.writes.size > 0) {
      throw new SystemError(`${who} is not declared as a write, but it writes; declare access: 'write'`);
    }
    const { writes, sends } = buffer;
    if (sends.some(({ actor }) => actor === self)) {
      throw new SystemError(`${who} sends to "${self}", the actor that asked: let its answer say it`);
    }
    return { writes, sends, reply: { ok: true, value } };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...NOTHING, reply: { ok: false, value: { name: error.name, message: error.message } } };
  }
}
