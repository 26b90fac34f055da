/**
 * The same random system for SPIN.
 *
 * States correspond one to one. What a world of ours holds is in global variables, and in nothing else: the two cells; of each
 * actor its state `s`, whether it is up, its request `r` (0 none, 1 issued, 2 in effect) and its mailbox `q`; the crashes left. A
 * timer needs no variable: it is pending if and only if the actor is in a state that has one. Each label of ours is one
 * process that loops over one `d_step`: a process of one location, whose program counter never differs, and one transition for each of
 * our steps. So states stored are our worlds, transitions our transitions, and SPIN's weak fairness, which is towards processes, is
 * ours, which is towards labels. What may stay disabled is no error of SPIN's (`pan -E`).
 */
import {
  CELLS,
  MESSAGES,
  VALUES,
  type ActionSpec,
  type Condition,
  type Guard,
  type Message,
  type Move,
  type Spec,
  type StateSpec,
  type Write,
} from './spec.ts';

/** More messages than a mailbox can hold in a state space as small as those that are compared; SPIN stops with an error beyond. */
const MAILBOX = 60;

type Step = { readonly guard: string; readonly does: string };

/** What is asked of the model: its safety by a process that may only move where it is broken, or its liveness by a claim. */
export type Question = 'safety' | 'liveness';

export function promelaOf(spec: Spec, question: Question): string {
  const writer = new Writer(spec);
  return [
    'mtype = { m, n };',
    ...CELLS.map((cell) => `byte ${cell};`),
    `byte crashes = ${spec.crashes};`,
    ...spec.actors.map(
      ({ states }, a) =>
        `byte s${a}; bit up${a} = 1; byte r${a} = ${pendingIn(states[0])}; chan q${a} = [${MAILBOX}] of { mtype };`,
    ),
    ...writer.processes().map((steps, index) => processOf(`p${index}`, steps)),
    question === 'safety'
      ? processOf('monitor', [{ guard: conditionOf(spec.never, '&&'), does: 'assert(false)' }])
      : `ltl goal { [] <> (${conditionOf(spec.goal, '||')}) }`,
    '',
  ].join('\n');
}

const pendingIn = (state: StateSpec | undefined): 0 | 1 => (state?.request ? 1 : 0);
const isIn = (a: number, state: number): string => `(up${a} && s${a} == ${state})`;
const conditionOf = ({ actor, state, cell, is }: Condition, how: '&&' | '||'): string =>
  `(${isIn(actor, state)} ${how} ${cell} == ${is})`;
const guardOf = (guard: Guard | null): string => (guard === null ? 'true' : `${guard.cell} == ${guard.is}`);

function writeOf(write: Write | null): string {
  if (write === null) return 'skip';
  return `${write.cell} = ${write.to === 'next' ? `(${write.cell} + 1) % ${VALUES}` : write.to}`;
}

function processOf(name: string, steps: readonly Step[]): string {
  const options = steps.map(({ guard, does }) => `  :: d_step { (${guard}) -> ${does} }`);
  return `active proctype ${name}() {\n  do\n${options.join('\n')}\n  od\n}`;
}

/** Writes the steps of each label. */
class Writer {
  readonly #spec: Spec;

  constructor(spec: Spec) {
    this.#spec = spec;
  }

  /** One list of steps for each label; those without any are left out. */
  processes(): readonly (readonly Step[])[] {
    const ofActors = this.#spec.actors.flatMap((_, a) => [
      ...MESSAGES.map((message) => this.#receiving(a, message)),
      this.#effects(a),
      this.#answers(a),
      this.#timers(a),
      ...(this.#spec.crashes > 0 ? [this.#crash(a), this.#restart(a)] : []),
    ]);
    return [...ofActors, ...this.#spec.actions.map((action) => [this.#action(action)])].filter(
      ({ length }) => length > 0,
    );
  }

  #receiving(a: number, message: Message): readonly Step[] {
    return [{ guard: `up${a} && q${a}?[${message}]`, does: `q${a}?${message}; ${this.#take(a, message)}` }];
  }

  #effects(a: number): readonly Step[] {
    return this.#states(a).flatMap(({ request }, state) => {
      if (request === null) return [];
      const answered = this.#spec.actors[a]?.atomic ? this.#answer(a, request.done) : `r${a} = 2`;
      const guard = `${isIn(a, state)} && r${a} == 1 && ${guardOf(request.when)}`;
      return [{ guard, does: `${writeOf(request.write)}; ${answered}` }];
    });
  }

  #answers(a: number): readonly Step[] {
    if (this.#spec.actors[a]?.atomic) return [];
    return this.#states(a).flatMap(({ request }, state) =>
      request === null ? [] : [{ guard: `${isIn(a, state)} && r${a} == 2`, does: this.#answer(a, request.done) }],
    );
  }

  #timers(a: number): readonly Step[] {
    return this.#states(a).flatMap(({ timer }, state) =>
      timer === null ? [] : [{ guard: isIn(a, state), does: this.#move(a, timer) }],
    );
  }

  #crash(a: number): readonly Step[] {
    const empty = `do :: nempty(q${a}) -> q${a}?_ :: else -> break od`;
    return [{ guard: `up${a} && crashes > 0`, does: `crashes--; up${a} = 0; s${a} = 0; r${a} = 0; ${empty}` }];
  }

  #restart(a: number): readonly Step[] {
    return [{ guard: `!up${a}`, does: `up${a} = 1; r${a} = ${pendingIn(this.#states(a)[0])}` }];
  }

  #action({ when, where, write, go }: ActionSpec): Step {
    const guard = where === null ? guardOf(when) : `${guardOf(when)} && ${isIn(where.actor, where.state)}`;
    const sends = go === null ? 'skip' : `if :: up${go} -> ${this.#take(go, 'go')} :: else -> skip fi`;
    return { guard, does: `${writeOf(write)}; ${sends}` };
  }

  /** The actor takes an event in whatever state it is; without a transition for it, nothing happens. */
  #take(a: number, event: Message | 'go'): string {
    const options = this.#states(a).flatMap(({ on }, state) => {
      const move = on[event];
      return move === null ? [] : [`:: s${a} == ${state} -> ${this.#move(a, move)}`];
    });
    return `if ${options.join(' ')} :: else -> skip fi`;
  }

  #answer = (a: number, done: Move): string => `r${a} = 0; ${this.#move(a, done)}`;

  #move(a: number, { target, emits }: Move): string {
    const entered = target === null ? 'skip' : `s${a} = ${target}; r${a} = ${pendingIn(this.#states(a)[target])}`;
    return emits === null ? entered : `${entered}; ${this.#send((a + 1) % this.#spec.actors.length, emits)}`;
  }

  /** A crashed actor gets no messages. */
  #send = (a: number, message: Message): string => `if :: up${a} -> q${a}!${message} :: else -> skip fi`;

  #states = (a: number): readonly StateSpec[] => this.#spec.actors[a]?.states ?? [];
}
