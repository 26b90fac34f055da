/**
 * What a step is about, as data: taken from the choice where there is one, and read off a label where a label is all there is (in a
 * token, a scenario, or a step that somebody wrote by hand). Nothing else reads labels.
 */
import type { Act, Choice, Variant } from '../kernel/choices.ts';

/** How a request takes effect; of a distortion, in the words of its label. @public */
export type StepVariant =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'stale'; readonly versions: number }
  | { readonly kind: 'distorted'; readonly distortion: string }
  | { readonly kind: 'unacknowledged' };

/** The request that a step is about. @public */
export interface StepRequest {
  readonly source: string;
  /** As the label calls it, with its number: `charge#2`. */
  readonly name: string;
}

/** What a step is about. @public */
export interface StepFacts {
  readonly kind: Act['kind'];
  /** Absent for a step that is about no request. */
  readonly request?: StepRequest;
  /** Present where a request takes effect. */
  readonly variant?: StepVariant;
}

/** The facts of a choice that has this label. */
export function factsOf({ actor, act, source, after }: Choice, label: string): StepFacts {
  const kind = act.kind;
  if (source === null || actor === null) return { kind };
  const name = label.slice(actor.length + 1, label.length - after.length);
  const variant = act.kind === 'effect' ? { variant: variantOf(act.variant) } : {};
  return { kind, request: { source, name }, ...variant };
}

function variantOf(variant: Variant): StepVariant {
  if (variant.kind === 'distorted') return { kind: 'distorted', distortion: variant.distortion.label };
  return variant.kind === 'stale' ? { kind: 'stale', versions: variant.versions } : { kind: variant.kind };
}

/** The words of a label without the actor's name and the request's: `takes effect, stale by 1 version`. */
export function deedOf(label: string, actor: string | null, { kind, request }: StepFacts): string {
  if (kind === 'crash' || kind === 'restart') return kind;
  const own = withoutName(label, actor);
  return request === undefined ? own : withoutName(own, request.name);
}

const withoutName = (text: string, name: string | null): string =>
  name !== null && text.startsWith(`${name} `) ? text.slice(name.length + 1) : text;

/** What can be read off a label of this actor; null is the environment. */
export function readLabel(label: string, actor: string | null): StepFacts {
  if (actor === null) return { kind: 'happen' };
  if (label === `crash ${actor}`) return { kind: 'crash' };
  if (label === `restart ${actor}`) return { kind: 'restart' };
  const own = withoutName(label, actor);
  const [, name, source, deed] = /^((.+?)(?:\([^()]*\))?#\d+) (.*)$/.exec(own) ?? [];
  if (name !== undefined && source !== undefined) return { ...readDeed(deed ?? ''), request: { source, name } };
  if (own.startsWith('receives ')) return { kind: 'receive' };
  return /^timer .* fires$/.test(own) ? { kind: 'fire' } : readDeed(own);
}

function readDeed(deed: string): StepFacts {
  if (deed.endsWith('is answered')) return { kind: 'answer' };
  if (/^(?:.* )?fails: /.test(deed)) return { kind: 'fail' };
  return { kind: 'effect', variant: readVariant(deed) };
}

function readVariant(deed: string): StepVariant {
  const [, note = ''] = /takes effect, (.*)$/.exec(deed) ?? [];
  const [, versions] = /^stale by (\d+) versions?$/.exec(note) ?? [];
  if (versions !== undefined) return { kind: 'stale', versions: Number(versions) };
  if (note === 'acknowledgement lost') return { kind: 'unacknowledged' };
  return note === '' ? { kind: 'fresh' } : { kind: 'distorted', distortion: note };
}

/** A label that leaves open which request to a service it is about. */
export const withoutNumber = (label: string): string => label.replace(/#\d+/, '');
