/**
 * The kernel: a system as a transition relation over packed words.
 *
 * XState, services and the environment run once for each thing they can tell apart; what they did is kept as a list of word
 * updates behind a memo table. From then on a step is look-ups and integer stores.
 */
import { choicesOf, environmentChoices, serviceOf, type Choice } from './choices.ts';
import { Doubt } from '../user-code/doubt.ts';
import { Draft, viewOf } from './draft.ts';
import { BLOCKED, SystemError, type AnySystem, type Blocked, type View } from '../contract/system.ts';
import type { Enabled } from '../tables/enabled.ts';
import { happen, takeEffect, TIMEOUT, type Effected } from './instant.ts';
import { Interner } from '../data/interner.ts';
import { LabelBook } from './label-book.ts';
import { Layout } from './layout.ts';
import { Ledger, type MemoryUse } from '../data/memory.ts';
import { requireSystem } from '../contract/require-system.ts';
import { ReadTrie, UnstableReads } from '../tables/read-trie.ts';
import {
  answer,
  DOWN,
  fire,
  receive,
  startSlot,
  withReply,
  type Moved,
  type Reply,
  type Slot,
} from '../machine/slot.ts';
import { MISSING, StepTable, type Shape } from '../tables/step-table.ts';
import { NotPlainData, type Json } from '../data/canonical.ts';

/** What one choice does in the worlds that look alike to it. */
export interface Outcome {
  /** The requests that the step issued, for numbering them along a path. */
  readonly invoked: readonly { readonly actor: string; readonly source: string }[];
}

/** What a run of a choice did, and the words that it read. */
interface Ran {
  readonly outcome: number;
  readonly reads: readonly number[];
}

/** A run of a choice in a world. */
interface Doubted {
  readonly choice: Choice;
  readonly words: Int32Array;
  readonly ran: Ran;
}

/** Choices of the environment that read the same word first; -1 is for those that read nothing. */
interface Group {
  readonly word: number;
  readonly choices: number[];
}

const CANNOT_HAPPEN = 0;

type Account = Pick<MemoryUse, 'kind' | 'name'>;
const ENVIRONMENT: Account = { kind: 'environment', name: '' };
/** Bytes of a choice, which is an object or two and its place in some lists. As measured. */
const BYTES_OF_A_CHOICE = 300;

/** A system compiled to tables. It fills them as it goes, and may be explored and sampled again and again. @public */
export class Kernel {
  readonly system: AnySystem;
  readonly layout: Layout;
  /** What is known of the system's steps. */
  readonly steps: StepTable;
  readonly #choices: Choice[] = [];
  /** The choices of the environment. */
  readonly #groups: readonly Group[];
  readonly #outcomes: Outcome[] = [{ invoked: [] }];
  readonly #outcomeIds = new Interner<Outcome>();
  readonly #doubted = new Doubt<Doubted>();
  readonly #labels = new LabelBook();
  /** The words of actors that others have read or changed. */
  readonly #foreign = new Set<number>();
  #foreignRevision = 0;
  /** What was learned, and about whom. */
  readonly #ledger = new Ledger();
  /** The choices that were possible in some world, and by word the youngest value that anything has looked at. */
  readonly #possible = new Set<number>();
  readonly #youngest: Int32Array;
  readonly #initial: Int32Array;
  /** The requests that the actors issue in the initial world. */
  readonly initiallyInvoked: Outcome['invoked'];

  /** @throws SystemError if the system cannot be modelled */
  constructor(system: AnySystem) {
    requireSystem(system);
    this.system = system;
    this.layout = new Layout(system);
    this.steps = new StepTable(shapeOf(this.layout), this.layout.versions);
    for (const _ of this.layout.actors) this.steps.addSource();
    this.#youngest = new Int32Array(this.layout.width).fill(-1);
    const words = new Int32Array(this.layout.width);
    const draft = new Draft(system, this.layout, words, -1);
    this.#start(draft);
    for (const [word, value] of draft.finish()) words[word] = value;
    for (const fault of this.layout.faults) words[this.layout.faultWord(fault)] = system.faults?.[fault] ?? 0;
    this.#initial = words;
    this.initiallyInvoked = draft.invoked;
    this.#groups = this.#environment(words);
    for (const _ of this.#groups) this.steps.addSource();
  }

  /** Words in a world. */
  get width(): number {
    return this.layout.width;
  }

  /** The initial world, as a copy of its words. */
  initial(): Int32Array {
    return this.#initial.slice();
  }

  /** By word the largest value that is known so far. */
  largest(): Int32Array {
    const { slots, values, versions, firstOld, firstFault } = this.layout;
    const largest = this.initial();
    [...slots, ...values].forEach(({ size }, word) => (largest[word] = size - 1));
    return largest.fill(versions.size, firstOld, firstFault);
  }

  /** What is known of the system, and what it takes. */
  get memory(): readonly MemoryUse[] {
    return [...this.#ledger.uses, ...this.layout.memory];
  }

  choice(id: number): Choice {
    return this.#choices[id] as Choice;
  }

  /** The word of the fault budget that the choice spends, or -1. */
  faultOf(choice: number): number {
    return this.steps.faultOf(choice);
  }

  outcome(id: number): Outcome {
    return this.#outcomes[id] as Outcome;
  }

  /** Whether anybody but the actor itself has ever read or changed its slot. */
  isForeign(actor: number): boolean {
    return this.#foreign.has(actor);
  }

  /** Changes whenever the answer of {@link isForeign} changes for some actor. */
  get foreignRevision(): number {
    return this.#foreignRevision;
  }

  /** What an actor with this slot may do, faults included, whether it is possible or not. */
  choicesOf(actor: number, slot: number): readonly number[] {
    return this.steps.choicesOf(actor, slot) ?? this.#learnSlot(actor, slot);
  }

  /** The updates of a choice that does the same in every world in which it is possible; null for any other. */
  constantUpdates(choice: number, words: Int32Array): Int32Array | null {
    const outcome = this.#outcomeOf(choice, words);
    return this.steps.root(choice) < 0 && outcome !== CANNOT_HAPPEN ? this.steps.outcomes.updates(outcome) : null;
  }

  /** How many choices and outcomes the memo tables hold. */
  get learned(): { readonly choices: number; readonly outcomes: number; readonly machineCalls: number } {
    return {
      choices: this.#choices.length,
      outcomes: this.#outcomes.length - 1,
      machineCalls: this.layout.machineCalls,
    };
  }

  /** The actors and cells, other than the actor's own, on which it depends in this world whether the choice happens and what it does. */
  readsOf(choice: number, words: Int32Array): string[] {
    const { actors, cells, firstOld } = this.layout;
    const names = [...actors, ...cells];
    const { reads } = this.#run(this.choice(choice), words);
    return reads.filter((word, at) => at % 2 === 0 && word < firstOld).map((word) => names[word] as string);
  }

  /** Whether the choice was possible in some world that was looked at. */
  wasPossible(choice: number): boolean {
    return this.#possible.has(choice);
  }

  /** The highest number among the values of the word that a step has depended on; -1 if none has. */
  youngestLookedAt(word: number): number {
    return this.#youngest[word] as number;
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
    while (!this.steps.enabled(words, into, faultFree)) this.learn(words);
    return into;
  }

  /** Finds out what the last look-up in the step table, about this world, found missing. */
  learn(words: Int32Array): void {
    const { missing, subject } = this.steps;
    if (missing === MISSING.list) this.#learnList(subject, words);
    else if (missing === MISSING.outcome) this.#learnOutcome(subject, words);
    else if (missing === MISSING.version) this.layout.versions.insert(words, this.layout.firstCell);
  }

  /** Writes the world after a choice to `target` (at `offset`) from `words`. */
  apply(words: Int32Array, choice: number, outcome: number, target: Int32Array, offset = 0): void {
    for (let word = 0; word < this.layout.width; word += 1) target[offset + word] = words[word] as number;
    this.change(words, choice, outcome, target, offset);
  }

  /** The same where `target` holds the world of `words` already: only what changes is written. */
  change(words: Int32Array, choice: number, outcome: number, target: Int32Array, offset: number): void {
    while (!this.steps.change(words, choice, outcome, target, offset)) this.learn(words);
  }

  #outcomeOf(choice: number, words: Int32Array): number {
    const known = this.steps.outcomeOf(choice, words);
    return known >= 0 ? known : this.#learnOutcome(choice, words);
  }

  #noteForeign(own: number, reads: readonly number[], updates: ReadonlyMap<number, number>): void {
    const note = (word: number): void => {
      if (word === own || word >= this.layout.firstCell || this.#foreign.has(word)) return;
      this.#foreign.add(word);
      this.#foreignRevision += 1;
    };
    for (let at = 0; at < reads.length; at += 2) note(reads[at] as number);
    for (const word of updates.keys()) note(word);
  }

  #noteLook(reads: readonly number[]): void {
    for (let at = 0; at < reads.length; at += 2) {
      const word = reads[at] as number;
      this.#youngest[word] = Math.max(this.#youngest[word] as number, reads[at + 1] as number);
    }
  }

  #learnList(source: number, words: Int32Array): void {
    const { actors } = this.layout;
    if (source < actors.length) this.#learnSlot(source, words[source] as number);
    else this.#learnGroup(source, words);
  }

  #learnSlot(actor: number, id: number): readonly number[] {
    const slot = (this.layout.slots[actor] as Interner<Slot>).value(id);
    const choices = this.#register(choicesOf(this.system, this.layout.actors[actor] as string, slot));
    const list = choices.flatMap((choice) => [choice, ReadTrie.EMPTY]);
    this.#learnListOf(actor, [actor, id], list, this.#accountOf(actor));
    this.#noteLook([actor, id]);
    return choices;
  }

  /**
   * Lists the choices of a group that are worth a look while its word has this value. An environment has many choices and few
   * are possible at a time: most find out at their first read that they cannot happen.
   */
  #learnGroup(source: number, words: Int32Array): void {
    const { word, choices } = this.#groups[source - this.layout.actors.length] as Group;
    const { trie } = this.steps;
    if (word < 0) {
      const list = choices.flatMap((choice) => [choice, ReadTrie.EMPTY]);
      this.#learnListOf(source, [], list, ENVIRONMENT);
      return;
    }
    const value = words[word] as number;
    const list: number[] = [];
    for (const choice of choices) {
      this.#outcomeOf(choice, words);
      const rest = trie.childAt(this.steps.root(choice), value);
      if (rest !== ~CANNOT_HAPPEN) list.push(choice, rest);
    }
    this.#learnListOf(source, [word, value], list, ENVIRONMENT);
  }

  #learnListOf(source: number, reads: readonly number[], list: readonly number[], { kind, name }: Account): void {
    const before = this.steps.bytes;
    this.steps.learnList(source, reads, list);
    this.#ledger.add(kind, name, this.steps.bytes - before);
  }

  /** On whose account it is what an actor, or -1 for none, does. */
  #accountOf(actor: number): Account {
    const name = this.layout.actors[actor];
    return name === undefined ? ENVIRONMENT : { kind: 'machine', name: this.layout.table(name).machine.id };
  }

  #accountOfChoice({ actor, source, before }: Choice): Account {
    if (source !== null) return { kind: 'service', name: source };
    return actor === null ? { kind: 'environment', name: before } : this.#accountOf(this.layout.actorWord(actor));
  }

  /** Sorts the choices of the environment by the word that each of them reads first. */
  #environment(words: Int32Array): Group[] {
    const groups: Group[] = [];
    for (const choice of this.#register(environmentChoices(this.system))) {
      this.#outcomeOf(choice, words);
      const root = this.steps.root(choice);
      const word = root > 0 ? this.steps.trie.wordAt(root) : -1;
      const group = groups.find((other) => other.word === word);
      if (group === undefined) groups.push({ word, choices: [choice] });
      else group.choices.push(choice);
    }
    return groups;
  }

  #register(choices: readonly Choice[]): number[] {
    return choices.map((choice) => {
      this.#labels.add(choice);
      this.#choices.push(choice);
      const { kind, name } = this.#accountOfChoice(choice);
      this.#ledger.add(kind, name, BYTES_OF_A_CHOICE);
      return this.steps.addChoice(this.layout.faultWord(choice.fault));
    });
  }

  /** Runs the choice for real and keeps what it did for every world that looks the same to it. */
  #learnOutcome(id: number, words: Int32Array): number {
    const choice = this.choice(id);
    const before = this.#outcomeBytes;
    const first = this.#run(choice, words);
    if (this.#doubted.next(id)) this.#runAgain({ choice, words: words.slice(), ran: first });
    try {
      this.steps.learnOutcome(id, first.reads, first.outcome);
      this.#noteLook(first.reads);
      if (first.outcome !== CANNOT_HAPPEN) this.#possible.add(id);
    } catch (error) {
      throw error instanceof UnstableReads ? unstable(choice, error) : error;
    }
    const { kind, name } = this.#accountOfChoice(choice);
    this.#ledger.add(kind, name, this.#outcomeBytes - before);
    return first.outcome;
  }

  get #outcomeBytes(): number {
    return this.steps.bytes + this.#outcomeIds.bytes;
  }

  /** Runs the choice again, and others like it from before: what remembers, or rolls dice, does something else. */
  #runAgain(doubted: Doubted): void {
    for (const { choice, words, ran } of this.#doubted.again(kindOf(doubted.choice), doubted))
      compare(choice, ran, this.#run(choice, words));
  }

  #run(choice: Choice, words: Int32Array): Ran {
    const own = choice.actor === null ? -1 : this.layout.actorWord(choice.actor);
    const draft = new Draft(this.system, this.layout, words, own);
    const happened = this.#perform(choice, draft);
    const updates = draft.finish();
    this.#noteForeign(own, draft.reads, updates);
    return {
      outcome: happened === BLOCKED ? CANNOT_HAPPEN : this.#intern(updates, draft.invoked),
      reads: draft.reads,
    };
  }

  /** What a request is answered by a choice that lets it take effect in this world; null for any other choice. */
  replyTo(words: Int32Array, { actor, act }: Choice): Reply | null {
    if (actor === null || act.kind !== 'effect') return null;
    const draft = new Draft(this.system, this.layout, words, this.layout.actorWord(actor));
    const effected = effectedBy(this.system, { actor, ...act }, draft);
    return effected === BLOCKED ? null : effected.reply;
  }

  #perform(choice: Choice, draft: Draft): Blocked | void {
    try {
      return perform(this.system, this.layout, choice, draft);
    } catch (error) {
      throw error instanceof NotPlainData
        ? new SystemError(`${nameOf(choice)}: ${error.message}`, { cause: error })
        : error;
    }
  }

  #intern(updates: ReadonlyMap<number, number>, invoked: Outcome['invoked']): number {
    // An update that changes nothing here may change another world that looks alike to this choice, so all are kept.
    const kept = [...updates].toSorted(([a], [b]) => a - b).flat();
    const key = `${kept.join()} ${invoked.map(({ actor, source }) => `${actor} ${source}`).join()}`;
    return this.#outcomeIds.id(key, () => this.#keep(kept, invoked)) + 1;
  }

  #keep(updates: readonly number[], invoked: Outcome['invoked']): Outcome {
    const { firstCell, firstOld } = this.layout;
    const words = updates.filter((word, at) => at % 2 === 0 && word >= firstCell && word < firstOld);
    const cells = words.reduce((bits, word) => bits | (1 << ((word - firstCell) & 31)), 0);
    this.steps.outcomes.add(updates, cells);
    const outcome = { invoked };
    this.#outcomes.push(outcome);
    return outcome;
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
}

const shapeOf = (layout: Layout): Shape => ({
  width: layout.width,
  actors: layout.actors.length,
  firstCell: layout.firstCell,
  firstOld: layout.firstOld,
  firstFault: layout.firstFault,
  history: layout.history,
  staleWord: layout.faultWord('stale'),
});

function compare(choice: Choice, first: Ran, second: Ran): void {
  if (first.outcome !== second.outcome || first.reads.join() !== second.reads.join()) throw unstable(choice);
}

/** Choices that run the same code of the system are of one kind. */
const kindOf = ({ actor, source, before }: Choice): string => JSON.stringify(source ?? [actor, before]);

const nameOf = ({ source, before }: Choice): string =>
  source === null ? `environment action "${before}"` : `service "${source}"`;

function unstable(choice: Choice, cause?: Error): SystemError {
  return new SystemError(
    `${nameOf(choice)} is not deterministic: run twice on the same world, it did two things. It may depend on a clock, on chance or on state of its own.`,
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
  const happened = happen(action, draft.worlds.now, label);
  return happened === BLOCKED ? BLOCKED : draft.apply(happened);
}

/** A request of an actor, and how it takes effect. */
interface Effecting {
  readonly actor: string;
  readonly request: string;
  readonly variant: Parameters<typeof takeEffect>[2];
}

function effectedBy(system: AnySystem, { actor, request: id, variant }: Effecting, draft: Draft): Effected | Blocked {
  const request = requestOf(draft.slot(actor), id);
  return takeEffect(serviceOf(system, request.source, actor), request, variant, draft.worlds, actor);
}

function effect(system: AnySystem, layout: Layout, effecting: Effecting, draft: Draft): Blocked | void {
  const { actor, request: id } = effecting;
  const { source } = requestOf(draft.slot(actor), id);
  const effected = effectedBy(system, effecting, draft);
  if (effected === BLOCKED) return BLOCKED;
  draft.apply(effected);
  const slot = draft.slot(actor);
  const isAtomic = serviceOf(system, source, actor).atomic === true;
  if (isAtomic) draft.move(actor, answer(layout.table(actor), slot, id, effected.reply));
  else draft.setSlot(actor, withReply(slot, id, effected.reply));
}

function requestOf(slot: Slot, id: string) {
  const request = slot.requests.find((candidate) => candidate.id === id);
  if (request === undefined) throw new SystemError(`no request "${id}" is pending`);
  return request;
}
