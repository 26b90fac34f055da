/** Place/transition nets as systems: a place is a cell with its tokens, a transition an action of the environment. */
import { BLOCKED, defineSystem, type AnySystem, type Property, type View } from '../../../src/sim/index.ts';

/** How many tokens each place holds, or an arc moves. */
export type Tokens = { readonly [place: string]: number };

/** A transition may fire where each place holds what it takes; in the same instant it gives. A place in both is only looked at. */
export interface Transition {
  readonly takes: Tokens;
  readonly gives: Tokens;
}

export interface Net {
  /** Every place, with its tokens at the start. */
  readonly places: Tokens;
  readonly transitions: { readonly [name: string]: Transition };
}

/** A marking, as properties see it. */
export type Marking = View<Tokens>;

/** One token for each mention of a place. */
function tokens(...places: readonly string[]): Tokens {
  const counted: Record<string, number> = {};
  for (const place of places) counted[place] = (counted[place] ?? 0) + 1;
  return counted;
}

/** The transition that takes one token for each mention of a place on the left and gives one for each on the right. */
export const moves = (takes: readonly string[], gives: readonly string[]): Transition => ({
  takes: tokens(...takes),
  gives: tokens(...gives),
});

const enabled = (marking: Marking, { takes }: Transition): boolean =>
  Object.entries(takes).every(([place, taken]) => marking.read(place) >= taken);

/** Whether the contest's ReachabilityDeadlock is false: in every marking some transition may fire. */
export const noDeadlock = (net: Net): Property<Tokens> => ({
  kind: 'safety',
  name: 'no-deadlock',
  summary: 'some transition may fire',
  check: (marking) =>
    Object.values(net.transitions).some((transition) => enabled(marking, transition)) ? null : 'no transition may fire',
});

/** At most one of these places holds a token, and only one. */
export const exclusive = (places: readonly string[]): Property<Tokens> => ({
  kind: 'safety',
  name: 'mutual-exclusion',
  summary: 'at most one of the places that exclude each other holds a token',
  check: (marking) => {
    const held = places.reduce((sum, place) => sum + marking.read(place), 0);
    return held > 1 ? `they hold ${held}` : null;
  },
});

/** @throws Error if an arc leads to a place that the net does not have: it would hold undefined tokens */
export function netSystem(name: string, net: Net, properties: readonly Property<Tokens>[] = []): AnySystem {
  const actions = Object.entries(net.transitions).map(([label, transition]) => [
    label,
    actionOf(label, transition, net),
  ]);
  return defineSystem<Tokens>({
    name,
    config: null,
    store: net.places,
    actors: {},
    services: {},
    environment: Object.fromEntries(actions),
    properties,
  });
}

function actionOf(label: string, transition: Transition, { places }: Net) {
  const changes = changesOf(transition);
  for (const place of changes.keys())
    if (places[place] === undefined)
      throw new Error(`transition "${label}" has an arc to "${place}", which is no place`);
  const changing = [...changes].filter(([, change]) => change !== 0);
  return {
    run: (tx: Marking & { write(place: string, held: number): void }) => {
      if (!enabled(tx, transition)) return BLOCKED;
      for (const [place, change] of changing) tx.write(place, tx.read(place) + change);
      return;
    },
  };
}

/** By how much the tokens of each place that has an arc change. */
function changesOf({ takes, gives }: Transition): ReadonlyMap<string, number> {
  const changes = new Map(Object.entries(takes).map(([place, taken]) => [place, -taken]));
  for (const [place, given] of Object.entries(gives)) changes.set(place, (changes.get(place) ?? 0) + given);
  return changes;
}
