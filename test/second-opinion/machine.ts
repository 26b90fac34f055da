/** From a drawn tree of nodes to an XState machine. */
import { assign, cancel, emit, fromPromise, raise, setup, type AnyStateMachine } from 'xstate';
import type { Action, Go, Node } from './plan.ts';

interface Context {
  readonly n: number;
  readonly m: number;
}
type Happening = { readonly type: string; readonly output?: unknown; readonly error?: unknown };

/** Values are counted modulo this. */
export const VALUES = 3;
export const eventName = (event: number): string => `e${event % 3}`;

/** The nodes that a transition may lead to, by their place in the tree. */
export function placesOf(root: Node): string[] {
  const below = (node: Node, path: string): string[] =>
    (node.children ?? []).flatMap((child, index) => [`${path}${index}`, ...below(child, `${path}${index}_`)]);
  return below(root, 's');
}

/** A machine of its own for each call, as an actor may be asked to have. */
export function machineOf(root: Node, services: readonly string[]): AnyStateMachine {
  const asked = fromPromise<unknown, unknown>(() => Promise.reject(new Error('not provided')));
  const { createMachine } = setup({
    types: { context: {} as Context, events: {} as Happening, emitted: {} as Happening },
    actors: Object.fromEntries(services.map((name) => [name, asked])),
  });
  const places = placesOf(root);
  return createMachine({
    context: { n: 0, m: 0 },
    id: 'm',
    ...(nodeOf(root, 's', { places, services }) as object),
  }) as unknown as AnyStateMachine;
}

interface Surroundings {
  readonly places: readonly string[];
  readonly services: readonly string[];
}

function nodeOf(node: Node, path: string, around: Surroundings): unknown {
  const { children = [], kind } = node;
  if (kind === 'history') return { type: 'history', id: path };
  const actions = (list: readonly Action[] = []): unknown[] => list.flatMap(actionOf);
  const go = (way: Go | undefined): unknown => goOf(way, around);
  const names = children.map((_, index) => (path === 's' ? `s${index}` : `${path}_${index}`));
  const initial = children.findIndex((child) => child.kind !== 'history');
  return {
    ...(kind === 'compound' && initial >= 0 ? { initial: names[initial] } : {}),
    ...(kind === 'parallel' || kind === 'final' ? { type: kind } : {}),
    ...(path === 's' ? {} : { id: path }),
    states: Object.fromEntries(
      children.map((child, index) => [names[index], nodeOf(child, names[index] as string, around)]),
    ),
    entry: actions(node.entry),
    exit: actions(node.exit),
    ...(kind === 'final'
      ? {}
      : {
          on: grouped((node.on ?? []).map((way) => [eventName(way.event), go(way)])),
          after: grouped((node.after ?? []).map((way) => [String(way.delay), go(way)])),
          invoke: (node.invoke ?? []).map(({ service, done, error }) => ({
            src: around.services[service % around.services.length],
            input: ({ context }: { readonly context: Context }) => context.n,
            onDone: go(done),
            ...(error === undefined ? {} : { onError: go(error) }),
          })),
          always: node.always === undefined ? [] : [onceOf(node.always, around)],
        }),
  };
}

const grouped = (ways: readonly (readonly [string, unknown])[]): unknown =>
  Object.fromEntries(ways.map(([name]) => [name, ways.filter(([other]) => other === name).map(([, way]) => way)]));

function goOf({ to, if: only, actions = [] }: Go = {}, { places }: Surroundings): unknown {
  return {
    ...(to === undefined || places.length === 0 ? {} : { target: `#${places[to % places.length] as string}` }),
    ...(only === undefined ? {} : { guard: ({ context }: { readonly context: Context }) => context.n === only }),
    actions: actions.flatMap(actionOf),
  };
}

/** A transition without an event counts `m` up, so that it can't be taken for ever. */
function onceOf(way: Go, around: Surroundings): unknown {
  const { actions = [], ...rest } = goOf(way, around) as { readonly actions?: readonly unknown[] };
  return {
    ...rest,
    guard: ({ context }: { readonly context: Context }) =>
      context.m < 1 && (way.if === undefined || context.n === way.if),
    actions: [assign({ m: 1 }), ...actions],
  };
}

function actionOf(action: Action): unknown[] {
  if (action.do === 'count') return [assign({ n: ({ context }: { context: Context }) => (context.n + 1) % VALUES })];
  if (action.do === 'set') return [assign({ n: action.to % VALUES })];
  if (action.do === 'learn')
    return [
      assign({ n: ({ context, event }: { context: Context; event: unknown }) => learnt(event as Happening, context) }),
    ];
  const type = eventName(action.event);
  if (action.do === 'emit') return [emit({ type })];
  // Two that are delayed under one id are refused, so the first is cancelled.
  const id = `later ${type}`;
  return action.do === 'later' ? [cancel(id), raise({ type }, { delay: action.delay, id })] : [cancel(id)];
}

/** A number that was answered; 2 for a timeout, 1 for any other failure. */
function learnt({ output, error }: Happening, { n }: Context): number {
  if (typeof output === 'number') return output;
  if (typeof error !== 'object' || error === null || !('name' in error)) return n;
  return error.name === 'Timeout' ? 2 : 1;
}
