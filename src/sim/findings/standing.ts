/** Where everybody stands in a world that does not get to its goal: who waits for what, and who could still do something. */
import { unitName } from '../kernel/cycle-text.ts';
import type { Choice } from '../kernel/choices.ts';
import { Enabled } from '../tables/enabled.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Reruns } from '../shrink/rerun.ts';
import type { Slot } from '../machine/slot.ts';

/**
 * One plain line for each actor, in the order of the system: its state, what it may do next without a fault, and which of its
 * requests cannot take effect and on whose account; then one for what may happen by itself.
 *
 * @param words the packed world
 */
export function standingIn(kernel: Kernel, words: Int32Array): string[] {
  const { count, choices } = kernel.enabled(words, new Enabled(), true);
  const possible = new Set(choices.subarray(0, count));
  const actors = kernel.layout.actors.map((actor, word) => actorLine(kernel, words, { actor, word, possible }));
  const itself = [...possible].map((id) => kernel.choice(id)).filter(({ actor }) => actor === null);
  const happening = itself.map(unitName).toSorted();
  return [
    ...actors,
    happening.length === 0 ? 'nothing happens by itself' : `by itself may happen: ${listed(happening)}`,
  ];
}

/** The same in the world to which these steps lead. */
export function standingAfter(kernel: Kernel, choices: readonly number[]): string[] {
  const reruns = new Reruns(kernel);
  return standingIn(kernel, reruns.run(reruns.unitsOf(choices)).end);
}

interface Place {
  readonly actor: string;
  readonly word: number;
  /** The choices that are possible in the world, faults left aside. */
  readonly possible: ReadonlySet<number>;
}

function actorLine(kernel: Kernel, words: Int32Array, { actor, word, possible }: Place): string {
  const { layout } = kernel;
  const slot = layout.slots[word]?.value(words[word] as number) as Slot;
  const own = kernel.choicesOf(word, words[word] as number).filter((id) => kernel.choice(id).fault === null);
  const name = (id: number): string => stepText(kernel.choice(id), actor);
  const next = own.filter((id) => possible.has(id)).map(name);
  const held = own
    .filter((id) => !possible.has(id))
    .map((id) => blockedText(kernel.choice(id).before.slice(actor.length + 1), kernel.readsOf(id, words)));
  if (slot.snapshot === null) return `${actor} is down${next.length === 0 ? '' : `; next: ${next.join(', ')}`}`;
  const { value, status } = layout.table(actor).view(slot.snapshot);
  const state = typeof value === 'string' ? value : JSON.stringify(value);
  if (status === 'error') return `${actor} stopped with an error in ${state} and does nothing any more`;
  if (status !== 'active') return `${actor} is ${status}`;
  const waits = own.length === 0 ? ['waits for a message'] : [];
  const moves = next.length === 0 ? [] : [`next: ${next.join(', ')}`];
  return `${actor} is in ${[state, ...moves, ...held, ...waits].join('; ')}`;
}

/** A step in the label's words; one of a request, a message or a timer says no more than is new beside its actor's name. */
function stepText(choice: Choice, actor: string): string {
  const { kind } = choice.act;
  const text = unitName(choice);
  return kind === 'crash' || kind === 'restart' ? text : text.slice(actor.length + 1);
}

/** What a request that is held looks at is what has to change before it can go on. */
function blockedText(request: string, reads: readonly string[]): string {
  const cause = reads.length === 0 ? '' : ` until ${listed(reads)} ${reads.length === 1 ? 'changes' : 'change'}`;
  return `waits: ${request} cannot take effect${cause}`;
}

const listed = (names: readonly string[]): string => names.join(', ');
