/**
 * The clock and chance, taken away while code of the system runs.
 *
 * This is the one file of the room that touches them, and only to put a trap in their place: what reads one is told so at once,
 * and what it says is recorded in case it is caught. They are back before anybody else's code runs, whatever was thrown.
 */
import { SystemError } from '../contract/system.ts';

/** A property of a global object, and what stands in its place while code of the system runs. */
interface Trap {
  readonly holder: Holder;
  readonly key: string;
  readonly trap: unknown;
}

type Holder = Record<string, unknown>;
type Clock = typeof Date;

/** What was read first; empty if nothing was. */
let read = '';
const hasRead = (): boolean => read !== '';
/** Whether code of the system is running. */
let inside = false;

/**
 * Runs code of the system, without clock or chance. `new Date(0)`, `Date.UTC` and the like are as they ever were.
 *
 * @param who names the code: `service "ask"`
 * @throws SystemError if it reads a clock or rolls dice, even if it catches what that throws
 */
export function withoutAmbient<T>(who: () => string, run: () => T): T {
  if (inside) return run();
  read = '';
  try {
    const result = trapped(run);
    if (!hasRead()) return result;
  } catch (error) {
    if (!hasRead()) throw error;
  }
  throw new SystemError(
    `${who()} reads ${read}: it would do something else each time. Take the time, and whatever is drawn, from an input, from the world or from an actor.`,
  );
}

/** Runs code that is nobody's of the system, such as XState's own, in the middle of code that is: it may read the clock. */
export function withAmbient<T>(run: () => T): T {
  if (!inside) return run();
  const traps = TRAPS;
  exchange(traps, ORIGINALS);
  inside = false;
  try {
    return run();
  } finally {
    inside = true;
    install(traps);
  }
}

const ORIGINALS: unknown[] = [];

function trapped<T>(run: () => T): T {
  inside = true;
  install(TRAPS);
  try {
    return run();
  } finally {
    exchange(TRAPS, ORIGINALS);
    inside = false;
  }
}

function install(traps: readonly Trap[]): void {
  for (let at = 0; at < traps.length; at += 1) {
    const { holder, key, trap } = traps[at] as Trap;
    const original = holder[key];
    ORIGINALS[at] = original;
    // What stands for the clock now may be somebody's fake clock, put there for a test.
    holder[key] = trap === CLOCK ? clockFor(original as Clock) : trap;
  }
}

function exchange(traps: readonly Trap[], values: readonly unknown[]): void {
  for (let at = 0; at < traps.length; at += 1) {
    const { holder, key } = traps[at] as Trap;
    holder[key] = values[at];
  }
}

function caught(name: string): never {
  read ||= name;
  throw new SystemError(`${name} may not be read here`);
}

const CLOCK = Symbol('clock');
let clock: { readonly of: Clock; readonly trap: Clock } | null = null;

function clockFor(original: Clock): Clock {
  if (clock?.of !== original) clock = { of: original, trap: clockTrap(original) };
  return clock.trap;
}

/** The clock without the time of day. */
function clockTrap(original: Clock): Clock {
  const now = (): never => caught('Date.now()');
  const trap: Clock = new Proxy(original, {
    apply: () => caught('Date()'),
    construct: (target, args: unknown[], made) =>
      args.length === 0
        ? caught('new Date()')
        : (Reflect.construct(target, args, made === trap ? target : made) as object),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  return trap;
}

const trapOf = (holder: unknown, key: string, name: string): Trap[] =>
  typeof (holder as Holder | undefined)?.[key] === 'function'
    ? [{ holder: holder as Holder, key, trap: () => caught(`${name}.${key}()`) }]
    : [];

/** Where there is no such thing (outside Node, say) there is nothing to trap. */
function prototypeOf(object: unknown): unknown {
  return typeof object === 'object' && object !== null ? Object.getPrototypeOf(object) : undefined;
}

function builtin(name: string): unknown {
  return typeof process === 'object' ? process.getBuiltinModule?.(name) : undefined;
}

const TRAPS: readonly Trap[] = [
  { holder: globalThis as unknown as Holder, key: 'Date', trap: CLOCK },
  ...trapOf(Math, 'random', 'Math'),
  ...trapOf(prototypeOf(globalThis.performance), 'now', 'performance'),
  ...trapOf(prototypeOf(globalThis.crypto), 'getRandomValues', 'crypto'),
  ...trapOf(prototypeOf(globalThis.crypto), 'randomUUID', 'crypto'),
  ...['randomUUID', 'randomBytes', 'randomInt'].flatMap((key) => trapOf(builtin('node:crypto'), key, 'crypto')),
  ...(typeof process === 'object' ? ['hrtime', 'uptime'].flatMap((key) => trapOf(process, key, 'process')) : []),
];
