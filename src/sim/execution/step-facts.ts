/**
 * What a step is about, as data: taken from its choice. Only where a label is all there is, in a token or a scenario, is it read off
 * the label: here and nowhere else.
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

/** How a request takes effect by this label, whether or not it has the request's number. */
export function variantIn(label: string): StepVariant {
  const [, note = ''] = /takes effect, (.*)$/.exec(label) ?? [];
  const [, versions] = /^stale by (\d+) versions?$/.exec(note) ?? [];
  if (versions !== undefined) return { kind: 'stale', versions: Number(versions) };
  if (note === 'acknowledgement lost') return { kind: 'unacknowledged' };
  return note === '' ? { kind: 'fresh' } : { kind: 'distorted', distortion: note };
}

/** A label that leaves open which request to a service it is about. */
export const withoutNumber = (label: string): string => label.replace(/#\d+/, '');
