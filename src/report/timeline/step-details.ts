/** What a step let somebody know: what a request was answered, what an actor remembers of it, what it died of. */
import type { Json } from '../../sim/index.ts';
import { diffTexts, shortened, stateText } from './diff.ts';
import type { Glyphs } from '../terminal/look.ts';
import type { TimelineStep } from './steps.ts';
import { printable } from '../terminal/text.ts';

/** What a request was answered, in a few words; null for an answer that says nothing. */
export type ShowAnswer = (answer: NonNullable<TimelineStep['answer']>) => string | null;

/** `answers 5`; null where there is nothing to tell. */
export function answerText({ answer }: TimelineStep, glyphs: Glyphs, show: ShowAnswer | undefined): string | null {
  if (answer === undefined) return null;
  if (show !== undefined) return show(answer);
  return !answer.ok || answer.value === null ? null : `answers ${shortened(answer.value, glyphs)}`;
}

/** `Conflict: version 3 is not 2`: why a service refused; null where it did not, or where only its acknowledgement was lost. */
export function refusalText(step: TimelineStep, glyphs: Glyphs, show: ShowAnswer | undefined): string | null {
  const { answer } = step;
  if (answer === undefined || answer.ok || show !== undefined) return null;
  return step.variant?.kind === 'unacknowledged' ? null : errorText(answer.value, glyphs);
}

/** `seen 0 → 1`: the keys of the actor's context that changed. */
export function knownTexts({ contexts = [] }: TimelineStep, actor: string, glyphs: Glyphs): string[] {
  const own = contexts.filter((change) => change.actor === actor);
  return own.flatMap(({ key, from, to }) => {
    const texts = diffTexts(recordOf(key, from), recordOf(key, to), glyphs, shortened);
    return texts.length <= FEW ? texts : [...texts.slice(0, FEW), `${glyphs.ellipsis} ${texts.length - FEW} more`];
  });
}

/** So many changes within one key are told. */
const FEW = 3;

const recordOf = (key: string, value: Json | undefined): Json => (value === undefined ? {} : { [key]: value });

/** `error: timeout, no onError in running`: what stopped the actor. */
export function failureTexts({ failed = [] }: TimelineStep, actor: string, glyphs: Glyphs): string[] {
  const own = failed.filter((failure) => failure.actor === actor);
  return own.map(({ answer, state }) =>
    answer === undefined
      ? `error, in ${stateText(state)}`
      : `error: ${printable(errorText(answer, glyphs))}, no onError in ${stateText(state)}`,
  );
}

/** `Conflict: version 3 is not 2`, `timeout`: an error as a service answers it. */
function errorText(error: Json, glyphs: Glyphs): string {
  if (typeof error !== 'object' || error === null || Array.isArray(error)) return shortened(error, glyphs);
  const { name, message } = error as { readonly name?: Json; readonly message?: Json };
  if (typeof name !== 'string' || typeof message !== 'string') return shortened(error, glyphs);
  return name.toLowerCase() === message.toLowerCase() ? message : `${name}: ${message}`;
}
