/**
 * Labels, and what each of them is about.
 *
 * A label is how a token names a step, and the unit of fairness. Names are free, and so two different things may come out under one
 * label: service `b q` of actor `a`, and service `q` of actor `a b`. When two such things meet, both readings are named.
 */
import type { Choice } from './choices.ts';
import { SystemError } from '../contract/system.ts';

/** What a label is about, and how many characters come before the number of the request, if it is about one. */
interface Entry {
  readonly about: string;
  readonly numberAt: number | null;
  readonly reading: string;
}

export class LabelBook {
  /** By label, without the number of a request. */
  readonly #entries = new Map<string, Entry>();
  /** Labels that would read the same as one of `#entries` if something in them were the number of its request. */
  readonly #numbered = new Map<string, Entry>();

  /** @throws SystemError for a choice whose label says something else already */
  add(choice: Choice): void {
    const label = `${choice.before}${choice.after}`;
    const entry = entryOf(choice);
    const known = this.#entries.get(label);
    if (known?.about === entry.about) return;
    if (known !== undefined) throw ambiguous(label, known, entry);
    this.#entries.set(label, entry);
    this.#addNumbered(label, entry);
    const numbered = entry.numberAt === null ? undefined : this.#numbered.get(placed(label, entry.numberAt));
    if (numbered !== undefined) throw ambiguous(label, numbered, entry);
  }

  #addNumbered(label: string, entry: Entry): void {
    for (const { index, 0: number } of label.matchAll(/#\d+/g)) {
      const rest = label.slice(0, index) + label.slice(index + number.length);
      const other = this.#entries.get(rest);
      if (other?.numberAt === index) throw ambiguous(label, other, entry);
      this.#numbered.set(placed(rest, index), entry);
    }
  }
}

const placed = (label: string, at: number): string => `${at} ${label}`;

function entryOf({ actor, act, source, before, after }: Choice): Entry {
  const about = JSON.stringify([actor, source, kindOf(act), source === null ? before : null, before.length]);
  return {
    about,
    numberAt: source === null ? null : before.length,
    reading: readingOf(actor, source, `${before}${after}`),
  };
}

/** Requests to one service are one unit, however they come out. */
function kindOf(act: Choice['act']): string {
  if (act.kind !== 'effect') return act.kind;
  const { variant } = act;
  if (variant.kind === 'distorted') return `distorted ${variant.distortion.fault}`;
  return variant.kind === 'stale' ? `stale ${variant.versions}` : variant.kind;
}

function readingOf(actor: string | null, source: string | null, label: string): string {
  if (actor === null) return `the environment action "${label}"`;
  return source === null ? `a step of actor "${actor}" itself` : `service "${source}" of actor "${actor}"`;
}

function ambiguous(label: string, one: Entry, other: Entry): SystemError {
  return new SystemError(
    `the label "${label}" may be read in two ways: as ${one.reading}, and as ${other.reading}. ` +
      'Tokens and fairness go by labels: rename one.',
  );
}

/** @throws SystemError if two of the steps that are possible in one world have one label */
export function requireDistinct(labels: readonly string[]): void {
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice === undefined) return;
  throw new SystemError(
    `two different steps are possible that are both called "${twice}": a token could not say which is meant. ` +
      'Names of actors, services, distortions, events and delays make up the label: rename one.',
  );
}
