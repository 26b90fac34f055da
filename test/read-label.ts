/** The facts of a step for those that tests write by hand: read off its label. */
import { variantIn, type StepFacts } from '../src/sim/execution/step-facts.ts';

/** What can be read off a label of this actor; null is the environment. */
export function readLabel(label: string, actor: string | null): StepFacts {
  if (actor === null) return { kind: 'happen' };
  if (label === `crash ${actor}`) return { kind: 'crash' };
  if (label === `restart ${actor}`) return { kind: 'restart' };
  const own = label.startsWith(`${actor} `) ? label.slice(actor.length + 1) : label;
  const [, name, source, deed] = /^((.+?)(?:\([^()]*\))?#\d+) (.*)$/.exec(own) ?? [];
  if (name !== undefined && source !== undefined) return { ...readDeed(deed ?? ''), request: { source, name } };
  if (own.startsWith('receives ')) return { kind: 'receive' };
  return /^timer .* fires$/.test(own) ? { kind: 'fire' } : readDeed(own);
}

function readDeed(deed: string): StepFacts {
  if (deed.endsWith('is answered')) return { kind: 'answer' };
  if (/^(?:.* )?fails: /.test(deed)) return { kind: 'fail' };
  return { kind: 'effect', variant: variantIn(deed) };
}
