/** What stands in a timeline, in words. */
import type { Change, Divergence, Json, Violation } from '../../sim/index.ts';
import { diffTexts, stateText, turnedInto } from './diff.ts';
import type { Cell, Paragraph } from '../terminal/grid.ts';
import { actingLane, actorOf, laneOfChange, type RowLane } from './lanes.ts';
import type { Glyphs } from '../terminal/look.ts';
import { answerText, failureTexts, knownTexts, refusalText, type ShowAnswer } from './step-details.ts';
import { markOf, type Entry, type TimelineStep } from './steps.ts';
import { counted, GLUE, printable } from '../terminal/text.ts';

const DETAIL = 2;
const SHORT = 'takes effect'.length;

/** Words about the steps of one timeline. */
export class Wording {
  readonly #row: RowLane | undefined;
  readonly #glyphs: Glyphs;
  readonly #showAnswer: ShowAnswer | undefined;

  constructor(row: RowLane | undefined, glyphs: Glyphs, showAnswer?: ShowAnswer) {
    this.#row = row;
    this.#glyphs = glyphs;
    this.#showAnswer = showAnswer;
  }

  /** `t3`, `t3–4`. */
  numbers(first: number, last: number): string {
    return first === last ? `t${first}` : `t${first}${this.#glyphs.range}${last}`;
  }

  /** What an actor does in steps that share a row: a sentence for each, other cells that it changes beneath. */
  deeds(entries: readonly Entry[]): Cell {
    const paragraphs: Paragraph[] = [];
    let subject: string | undefined;
    for (const { step } of entries) {
      const last = paragraphs.at(-1);
      const joins = last !== undefined && last.style === undefined && last.indent === undefined;
      const style = markOf(step) === null ? undefined : 'warn';
      paragraphs.push(
        { text: this.#sentence(step, subject), style, joins },
        ...this.#answer(step),
        ...this.#details(step),
        ...this.#own(step),
      );
      subject = partsOf(step).subject ?? subject;
    }
    return paragraphs;
  }

  /** `→ waiting`. */
  turned({ to }: Change): Cell {
    return [{ text: turnedInto(stateText(to), this.#glyphs) }];
  }

  /** What the actor knows since the step: the keys of its context that have another value. */
  known(step: TimelineStep, actor: string): Cell {
    return knownTexts(step, actor, this.#glyphs).map((text, index) => ({ text, indent: DETAIL, joins: index > 0 }));
  }

  /** That the step stopped the actor, and why. */
  failed(step: TimelineStep, actor: string): Cell {
    return failureTexts(step, actor, this.#glyphs).map((text) => ({
      text: turnedInto(text, this.#glyphs),
      style: 'bad',
      indent: DETAIL,
    }));
  }

  /** The row's value; one that it just got stands out. */
  stored(value: Json, changed: boolean): Cell {
    return [{ text: printable(this.#row?.show(value) ?? ''), style: changed ? 'strong' : undefined }];
  }

  omitted(steps: number): Cell {
    const { ellipsis } = this.#glyphs;
    return [{ text: `${ellipsis} ${counted(steps, 'step')} ${ellipsis}` }];
  }

  /** What is told of a step that is not shown says its number. */
  cycleBegins(hidden?: number): Cell {
    return [{ text: hidden === undefined ? 'then, for ever:' : `from t${hidden} on, for ever:`, style: 'strong' }];
  }

  cycleEnds(from: number): Cell {
    return [{ text: `and the world is the same again as before t${from}`, style: 'strong' }];
  }

  violations(violations: readonly Violation[], suffix = ''): Cell {
    return violations.map(({ property, message }) => ({
      text: `${this.#glyphs.wrong}${GLUE}${printable(property)}: ${printable(message)}${suffix}`,
      style: 'bad',
    }));
  }

  /** Where a replay could not follow its schedule. */
  departure({ step, expected, possible }: Divergence, what: 'left out' | 'stopped'): Paragraph {
    const instead = possible.map((label) => `"${printable(label)}"`).join(', ') || 'nothing';
    const text = `${what} at step ${step} of the schedule: "${printable(expected)}" is not possible. Possible: ${instead}`;
    return { text: `${this.#glyphs.warning}${GLUE}${text}`, style: 'warn' };
  }

  /** `listOperations#1 ✗ fails: timeout → waiting`, without the subject if it has just been `told`. */
  #sentence(step: TimelineStep, told: string | undefined): string {
    const { subject, verb } = partsOf(step);
    const mark = markOf(step);
    const own = step.changes.find((change) => laneOfChange(change, this.#row) === actingLane(step));
    return [
      ...(subject === undefined || subject === told ? [] : [subject]),
      mark === null ? held(verb) : `${this.#glyphs[mark]}${GLUE}${held(verb)}`,
      ...(own === undefined ? [] : [turnedInto(stateText(own.to), this.#glyphs)]),
    ].join(' ');
  }

  #answer(step: TimelineStep): Paragraph[] {
    const told = answerText(step, this.#glyphs, this.#showAnswer);
    const refused = refusalText(step, this.#glyphs, this.#showAnswer);
    return [
      ...(told === null ? [] : [{ text: held(printable(told)), indent: DETAIL }]),
      ...(refused === null
        ? []
        : [{ text: `${this.#glyphs.wrong}${GLUE}${printable(refused)}`, style: 'warn' as const, indent: DETAIL }]),
    ];
  }

  /** What the acting actor knows since, and what stopped it. */
  #own(step: TimelineStep): Cell {
    const actor = actorOf(step);
    return actor === null ? [] : [...this.known(step, actor), ...this.failed(step, actor)];
  }

  #details({ changes }: TimelineStep): Paragraph[] {
    const others = changes.filter((change) => laneOfChange(change, this.#row) === null);
    return others.flatMap(({ name, from, to }) =>
      diffTexts(from, to, this.#glyphs).map((text, index) => ({
        text: index === 0 ? `${printable(name)} ${text}` : text,
        indent: DETAIL,
        joins: index > 0,
      })),
    );
  }
}

/** `drive:A listOperations#1 takes effect` is about `listOperations#1`, which `takes effect`. */
function partsOf(step: TimelineStep): { readonly subject: string | undefined; readonly verb: string } {
  const { kind, label, request } = step;
  const subject = request === undefined ? undefined : printable(request.name);
  if (kind === 'crash' || kind === 'restart') return { subject, verb: kind };
  const text = withoutActor(printable(label), printable(actorOf(step) ?? ''));
  return {
    subject,
    verb: subject !== undefined && text.startsWith(`${subject} `) ? text.slice(subject.length + 1) : text,
  };
}

/** The lane has the actor's name already. */
function withoutActor(label: string, actor: string): string {
  if (label.startsWith(`${actor} `)) return label.slice(actor.length + 1);
  return label.endsWith(` ${actor}`) ? label.slice(0, -actor.length - 1) : label;
}

/** A few words hold together; more may wrap. */
const held = (text: string): string => (text.length <= SHORT ? text.replaceAll(' ', GLUE) : text);
