/**
 * The kernel: a system as a transition relation over packed words.
 *
 * XState, services and the environment run once for each thing they can tell apart; what they did is kept as a list of word
 * updates behind a memo table. From then on a step is look-ups and integer stores.
 */
import { choicesOf, environmentChoices, serviceOf, type Choice } from './choices.ts';
import { Doubt } from './doubt.ts';
import { Dispatch } from './dispatch.ts';
import { Draft, viewOf } from './draft.ts';
import { BLOCKED, SystemError, type AnySystem, type Blocked, type View } from './system.ts';
import type { Enabled } from './enabled.ts';
import { grown } from './growing.ts';
import { happen, takeEffect, TIMEOUT } from './instant.ts';
import { Interner } from './interner.ts';
import { Layout } from './layout.ts';
import { ReadTrie, UnstableReads } from './read-trie.ts';
import { answer, DOWN, fire, receive, startSlot, withReply, type Moved, type Slot } from './slot.ts';
import type { Json } from './canonical.ts';

/** What one choice does in the worlds that look alike to it. */
export interface Outcome {
  /** word, value, word, value … for the words that change. */
  readonly updates: Int32Array;
  readonly writesStore: boolean;
  /** One bit for every 32nd word that changes. */
  readonly mask: number;
  /** The requests that the step issued, for numbering them along a path. */
  readonly invoked: readonly { readonly actor: string; readonly source: string }[];
}

/** What a run of a choice did, and the words that it read. */
interface Ran {
  readonly outcome: number;
  readonly reads: readonly number[];
}

const CANNOT_HAPPEN = 0;
const NO_OUTCOME: Outcome = { updates: new Int32Array(0), writesStore: false, mask: 0, invoked: [] };

/** A system compiled to tables. It fills them as it goes, and may be explored and sampled again and again. @public */
export class Kernel {
  readonly system: AnySystem;
  readonly layout: Layout;
  readonly #trie = new ReadTrie();
  readonly #choices: Choice[] = [];
  readonly #roots: number[] = [];
  /** For each choice the word of its fault budget, or -1. */
  readonly #faultWord: number[] = [];
  readonly #choicesOfSlot: Int32Array[][];
  readonly #environment: Dispatch;
  /** Whether anything in the environment has a budget. */
  readonly #disturbed: boolean;
  readonly #outcomes: Outcome[] = [NO_OUTCOME];
  #outcomeMasks = new Int32Array(256);
  readonly #doubted = new Doubt();
  /** The words of actors that others have read or changed. */
  readonly #foreign = new Set<number>();
  #foreignRevision = 0;
  readonly #outcomeIds = new Interner<Outcome>();
  readonly #initial: Int32Array;
  readonly #history: number;
  readonly #staleWord: number;
  /** The requests that the actors issue in the initial world. */
  readonly initiallyInvoked: Outcome['invoked'];

  /** @throws SystemError if the system cannot be modelled */
  constructor(system: AnySystem) {
    this.system = system;
    this.layout = new Layout(system);
    this.#history = this.layout.history;
    this.#staleWord = this.layout.faultWord('stale');
    this.#choicesOfSlot = this.layout.actors.map(() => []);
    const environment = environmentChoices(system);
    this.#disturbed = environment.some(({ fault }) => fault !== null);
    this.#environment = new Dispatch(
      this.#trie,
      this.#register(environment),
      (choice) => this.#roots[choice] as number,
      (choice, words) => this.#learnOutcome(choice, words),
    );
    const words = new Int32Array(this.layout.width);
    const draft = new Draft(system, this.layout, words, -1);
    this.#start(draft);
    for (const [word, value] of draft.updates) words[word] = value;
    for (const fault of this.layout.faults) words[this.layout.faultWord(fault)] = system.faults?.[fault] ?? 0;
    this.#initial = words;
    this.initiallyInvoked = draft.invoked;
  }

  /** Words in a world. */
  get width(): number {
    return this.layout.width;
  }

  /** The initial world, as a copy of its words. */
  initial(): Int32Array {
    return this.#initial.slice();
  }

  choice(id: number): Choice {
    return this.#choices[id] as Choice;
  }

  /** The word of the fault budget that the choice spends, or -1. */
  faultOf(choice: number): number {
    return this.#faultWord[choice] as number;
  }

  /** Whether the outcome may push or drop a version of the store, which its updates do not say. */
  changesHistory(outcome: number, fault: number): boolean {
    if (this.#history === 0) return false;
    return (this.#outcomes[outcome] as Outcome).writesStore || fault === this.#staleWord;
  }

  outcome(id: number): Outcome {
    return this.#outcomes[id] as Outcome;
  }

  /** One bit for every 32nd word that the outcome changes. */
  changedBy(outcome: number): number {
    return this.#outcomeMasks[outcome] as number;
  }

  /** Whether anybody but the actor itself has ever read or changed its slot. */
  isForeign(actor: number): boolean {
    return this.#foreign.has(actor);
  }

  /** Changes whenever the answer of {@link isForeign} changes for some actor. */
  get foreignRevision(): number {
    return this.#foreignRevision;
  }

  /** What an actor with this slot may do, faults included. */
  choicesOf(actor: number, slot: number): Int32Array {
    return (this.#choicesOfSlot[actor] as Int32Array[])[slot] ?? this.#learnSlot(actor, slot);
  }

  /** The updates of a choice that does the same in every world in which it is possible; null for any other. */
  constantUpdates(choice: number, words: Int32Array): Int32Array | null {
    const known = this.#trie.find(this.#roots[choice] as number, words);
    const outcome = known >= 0 ? known : this.#learnOutcome(choice, words);
    return (this.#roots[choice] as number) < 0 && outcome !== CANNOT_HAPPEN ? this.outcome(outcome).updates : null;
  }

  /** Like {@link enabled}, for one choice that is known to be possible and no fault. */
  enabledOnly(choice: number, words: Int32Array, into: Enabled): Enabled {
    into.count = 0;
    into.add(choice, this.#trie.find(this.#roots[choice] as number, words));
    return into;
  }

  /** How many choices and outcomes the memo tables hold. */
  get learned(): { readonly choices: number; readonly outcomes: number; readonly machineCalls: number } {
    return {
      choices: this.#choices.length,
      outcomes: this.#outcomes.length - 1,
      machineCalls: this.layout.machineCalls,
    };
  }

  /** A world as properties see it. */
  view(words: Int32Array): View {
    return viewOf(this.layout, (word) => words[word] as number);
  }

  /**
   * Finds what may happen in this world: first the actors' choices in their order, then the environment's in any order.
   * `into` is filled and returned.
   */
  enabled(words: Int32Array, into: Enabled, faultFree = false): Enabled {
    into.count = 0;
    for (let actor = 0; actor < this.layout.actors.length; actor += 1) {
      this.#collect(this.choicesOf(actor, words[actor] as number), words, into, faultFree);
    }
    const ofActors = into.count;
    this.#environment.collect(words, into);
    if (this.#disturbed) into.filter(ofActors, (choice) => this.#affordable(choice, words, faultFree));
    return into;
  }

  /** Writes the world after a choice to `target` (at `offset`) from `words`. */
  apply(words: Int32Array, choice: number, outcome: number, target: Int32Array, offset = 0): void {
    for (let word = 0; word < this.layout.width; word += 1) target[offset + word] = words[word] as number;
    this.change(words, choice, outcome, target, offset);
  }

  /** The same where `target` holds the world of `words` already: only what changes is written. */
  change(words: Int32Array, choice: number, outcome: number, target: Int32Array, offset: number): void {
    const { updates, writesStore } = this.#outcomes[outcome] as Outcome;
    for (let i = 0; i < updates.length; i += 2) target[offset + (updates[i] as number)] = updates[i + 1] as number;
    if (writesStore && this.layout.history > 0) this.#pushVersion(words, target, offset);
    const fault = this.#faultWord[choice] as number;
    if (fault >= 0) this.#spend(fault, target, offset);
  }

  /** Takes a {@link change} back. */
  undo(words: Int32Array, choice: number, outcome: number, target: Int32Array, offset: number): void {
    const { updates } = this.#outcomes[outcome] as Outcome;
    for (let i = 0; i < updates.length; i += 2) {
      const word = updates[i] as number;
      target[offset + word] = words[word] as number;
    }
    const { firstOld, firstFault } = this.layout;
    for (let word = firstOld; word < firstFault; word += 1) target[offset + word] = words[word] as number;
    const fault = this.#faultWord[choice] as number;
    if (fault >= 0) target[offset + fault] = words[fault] as number;
  }

  #collect(choices: Int32Array, words: Int32Array, into: Enabled, faultFree: boolean): void {
    for (let i = 0; i < choices.length; i += 1) {
      const choice = choices[i] as number;
      const fault = this.#faultWord[choice] as number;
      if (fault >= 0 && (faultFree || words[fault] === 0)) continue;
      let outcome = this.#trie.find(this.#roots[choice] as number, words);
      if (outcome < 0) outcome = this.#learnOutcome(choice, words);
      if (outcome === CANNOT_HAPPEN) continue;
      into.add(choice, outcome);
    }
  }

  #affordable(choice: number, words: Int32Array, faultFree: boolean): boolean {
    const fault = this.#faultWord[choice] as number;
    return fault < 0 || (!faultFree && words[fault] !== 0);
  }

  #noteForeign(own: number, { reads, updates }: Draft): void {
    const touched = [...reads.filter((_, at) => at % 2 === 0), ...updates.keys()];
    for (const word of touched) {
      if (word === own || word >= this.layout.firstCell || this.#foreign.has(word)) continue;
      this.#foreign.add(word);
      this.#foreignRevision += 1;
    }
  }

  #learnSlot(actor: number, id: number): Int32Array {
    const name = this.layout.actors[actor] as string;
    const slot = (this.layout.slots[actor] as Interner<Slot>).value(id);
    const choices = this.#register(choicesOf(this.system, name, slot));
    (this.#choicesOfSlot[actor] as Int32Array[])[id] = choices;
    return choices;
  }

  #register(choices: readonly Choice[]): Int32Array {
    return Int32Array.from(choices, (choice) => {
      this.#roots.push(ReadTrie.EMPTY);
      this.#faultWord.push(this.layout.faultWord(choice.fault));
      return this.#choices.push(choice) - 1;
    });
  }

  /** Runs the choice for real and keeps what it did for every world that looks the same to it. */
  #learnOutcome(id: number, words: Int32Array): number {
    const choice = this.choice(id);
    const first = this.#run(choice, words);
    if (this.#doubted.next(id)) this.#compare(choice, first, this.#run(choice, words));
    try {
      this.#roots[id] = this.#trie.learn(this.#roots[id] as number, first.reads, first.outcome);
    } catch (error) {
      throw error instanceof UnstableReads ? unstable(choice, error) : error;
    }
    return first.outcome;
  }

  #compare(choice: Choice, first: Ran, second: Ran): void {
    if (first.outcome !== second.outcome || first.reads.join() !== second.reads.join()) throw unstable(choice);
  }

  #run(choice: Choice, words: Int32Array): Ran {
    const own = choice.actor === null ? -1 : this.layout.actorWord(choice.actor);
    const draft = new Draft(this.system, this.layout, words, own);
    const happened = perform(this.system, this.layout, choice, draft);
    this.#noteForeign(own, draft);
    return { outcome: happened === BLOCKED ? CANNOT_HAPPEN : this.#intern(draft), reads: draft.reads };
  }

  #intern(draft: Draft): number {
    // An update that changes nothing here may change another world that looks alike to this choice, so all are kept.
    const kept = [...draft.updates].toSorted(([a], [b]) => a - b);
    const isCell = ([word]: [number, number]): boolean => word >= this.layout.firstCell && word < this.layout.firstOld;
    const outcome: Outcome = {
      updates: Int32Array.from(kept.flat()),
      writesStore: kept.some(isCell),
      mask: kept.reduce((mask, [word]) => mask | (1 << (word & 31)), 0),
      invoked: draft.invoked,
    };
    const key = `${kept.join()} ${draft.invoked.map(({ actor, source }) => `${actor} ${source}`).join()}`;
    const id = this.#outcomeIds.id(key, () => outcome) + 1;
    if (this.#outcomes[id] === undefined) this.#keep(id, outcome);
    return id;
  }

  #keep(id: number, outcome: Outcome): void {
    this.#outcomes[id] = outcome;
    if (id >= this.#outcomeMasks.length) this.#outcomeMasks = grown(this.#outcomeMasks, id * 2);
    this.#outcomeMasks[id] = outcome.mask;
  }

  #start(draft: Draft): void {
    for (const [cell, value] of Object.entries(this.system.store)) draft.setCell(cell, value as Json);
    const started = this.layout.actors.map((name) =>
      startSlot(this.layout.table(name), this.system.actors[name]?.input),
    );
    // Every actor has started before the first event is routed, so that one emitted on the way finds its mailbox.
    this.layout.actors.forEach((name, index) => draft.setSlot(name, (started[index] as Moved).slot));
    this.layout.actors.forEach((name, index) =>
      draft.move(name, { ...(started[index] as Moved), slot: draft.slot(name) }),
    );
  }

  #pushVersion(words: Int32Array, target: Int32Array, offset: number): void {
    const { firstCell, firstOld, history, versions } = this.layout;
    let changed = false;
    for (let word = firstCell; word < firstOld && !changed; word += 1) changed = target[offset + word] !== words[word];
    if (!changed || words[this.layout.faultWord('stale')] === 0) return;
    for (let i = history - 1; i > 0; i -= 1) target[offset + firstOld + i] = words[firstOld + i - 1] as number;
    const found = versions.insert(words, firstCell);
    target[offset + firstOld] = (found < 0 ? -1 - found : found) + 1;
  }

  /** Once no stale read is left, worlds need not differ by their history any more. */
  #spend(fault: number, target: Int32Array, offset: number): void {
    const left = (target[offset + fault] as number) - 1;
    target[offset + fault] = left;
    if (left > 0 || fault !== this.layout.faultWord('stale')) return;
    for (let i = 0; i < this.layout.history; i += 1) target[offset + this.layout.firstOld + i] = 0;
  }
}

function unstable(choice: Choice, cause?: Error): SystemError {
  const what = choice.source === null ? `"${choice.before}"` : `service "${choice.source}"`;
  return new SystemError(
    `${what} is not deterministic: run twice on the same world, it did two things. It may depend on a clock, on chance or on state of its own.`,
    { cause },
  );
}

/** Carries a choice out on a draft. */
function perform(system: AnySystem, layout: Layout, choice: Choice, draft: Draft): Blocked | void {
  const { actor, act } = choice;
  if (actor === null) return environment(system, choice.before, draft);
  const table = layout.table(actor);
  const slot = draft.slot(actor);
  switch (act.kind) {
    case 'receive':
      return draft.move(actor, receive(table, slot));
    case 'fire':
      return draft.move(actor, fire(table, slot, act.timer));
    case 'crash':
      return draft.setSlot(actor, DOWN);
    case 'restart':
      return draft.move(actor, startSlot(table, system.actors[actor]?.input));
    case 'fail':
      return draft.move(actor, answer(table, slot, act.request, TIMEOUT));
    case 'answer':
      return draft.move(actor, answer(table, slot, act.request, requestOf(slot, act.request).reply ?? TIMEOUT));
    case 'effect':
      return effect(system, layout, { actor, request: act.request, variant: act.variant }, draft);
    case 'happen':
      throw new SystemError(`only the environment happens, not actor "${actor}"`);
  }
}

function environment(system: AnySystem, label: string, draft: Draft): Blocked | void {
  const action = system.environment?.[label];
  if (action === undefined) throw new SystemError(`the environment has no action "${label}"`);
  const happened = happen(action, draft.worlds.now);
  return happened === BLOCKED ? BLOCKED : draft.apply(happened);
}

function effect(
  system: AnySystem,
  layout: Layout,
  { actor, request: id, variant }: { actor: string; request: string; variant: Parameters<typeof takeEffect>[2] },
  draft: Draft,
): Blocked | void {
  const request = requestOf(draft.slot(actor), id);
  const service = serviceOf(system, request.source, actor);
  const effected = takeEffect(service, request, variant, draft.worlds, actor);
  if (effected === BLOCKED) return BLOCKED;
  draft.apply(effected);
  const slot = draft.slot(actor);
  if (service.atomic === true) draft.move(actor, answer(layout.table(actor), slot, id, effected.reply));
  else draft.setSlot(actor, withReply(slot, id, effected.reply));
}

function requestOf(slot: Slot, id: string) {
  const request = slot.requests.find((candidate) => candidate.id === id);
  if (request === undefined) throw new SystemError(`no request "${id}" is pending`);
  return request;
}
