/** `holdfast matrix --mutants`: changes one line of a protocol at a time, and looks which property notices. */
import { performance } from 'node:perf_hooks';
import { PROTOCOLS, type Protocol } from '../../machines/index.ts';
import { defectsOf, renderKillTable, type KillTable, type MutantOutcome } from '../../report/matrix/matrix-kills.ts';
import { propertiesUnder, type FaultClass } from '../../rollout/system/fault-classes.ts';
import type { Mutant } from '../../rollout/base/mutant.ts';
import { mutantsOf } from '../../rollout/system/mutants.ts';
import { UserError } from '../../user-error.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { killCell, killersIn } from './matrix-kill-cells.ts';
import { likelyFirst, type ClassRecord } from './matrix-kill-order.ts';
import type { MatrixPlan } from './matrix-plan.ts';
import { exploreUnder, type Explored } from './matrix-variants.ts';
import { interrupted, READER_GONE } from '../terminal/progress.ts';

/** A mutant may never come to an end. One with so many times the original's worlds is cut, however small the original is. */
const TIMES_THE_ORIGINAL = 10;
const LEAST_ROOM = 10_000;

/** Prints the kill table, and resolves to the exit code. @throws UserError for options that a kill table does not take */
export async function runMutants(plan: MatrixPlan, io: Io, json: boolean): Promise<number> {
  const table = await new KillHunt(protocolOf(plan), plan, io).table();
  if (io.signal.reason === READER_GONE) return EXIT.inconclusive;
  print(io, json ? JSON.stringify(table) : renderKillTable(table, io));
  if (io.signal.aborted) interrupted(io, 'what was not explored is inconclusive');
  const { certain, open } = defectsOf(table);
  if (certain.length > 0) return EXIT.violated;
  return open.length > 0 ? EXIT.inconclusive : EXIT.holds;
}

/** The newest protocol has the most rules to change. */
function protocolOf({ protocols, properties, operations }: MatrixPlan): Protocol {
  if (operations < 2) {
    throw new UserError(
      '--mutants needs at least 2 operations: what is wrong about siblings shows where there are some',
    );
  }
  if (properties.length > 0) {
    throw new UserError(
      '--mutants and --property exclude each other: which mutants survive is a question to all properties',
    );
  }
  const named = protocols.length === PROTOCOLS.length ? protocols.slice(-1) : protocols;
  const protocol = PROTOCOLS.find(({ name }) => named.includes(name));
  if (protocol !== undefined && named.length === 1) return protocol;
  throw new UserError(`--mutants changes one protocol, not ${named.length}: name one of ${named.join(', ')}`);
}

/** A mutant, and what was found of it under the classes that were tried so far. */
interface Hunted {
  readonly mutant: Mutant;
  readonly explored: Explored[];
  milliseconds: number;
}

/**
 * Explores each mutant until it is killed, and then, for a property that has killed none, the mutants under further classes until it has.
 * So whatever survives was explored under every class. Once interrupted, what has not begun is inconclusive.
 */
export class KillHunt {
  readonly #protocol: Protocol;
  readonly #plan: MatrixPlan;
  readonly #io: Io;
  readonly #explore: typeof exploreUnder;
  readonly #hunted: readonly Hunted[];
  readonly #originals: Explored[] = [];
  readonly #kills = new Map<string, number>();

  constructor(protocol: Protocol, plan: MatrixPlan, io: Io, explore = exploreUnder) {
    this.#explore = explore;
    this.#protocol = protocol;
    this.#plan = plan;
    this.#io = io;
    this.#hunted = mutantsOf(protocol).map((mutant) => ({ mutant, explored: [], milliseconds: 0 }));
  }

  async table(): Promise<KillTable> {
    const { classes, operations } = this.#plan;
    await this.#exploreOriginals();
    for (const hunted of this.#hunted) await this.#huntMutant(hunted);
    const properties = propertiesUnder(classes);
    for (const { name } of properties) await this.#huntFor(name);
    const mutants = this.#hunted.map((hunted) => this.#outcomeOf(hunted));
    return {
      protocol: this.#protocol.name,
      operations,
      classes: classes.map(({ name }) => name),
      properties: properties.map(({ name, kind }) => ({ name, kind, kills: this.#killsOf(name) })),
      mutants,
    };
  }

  async #exploreOriginals(): Promise<void> {
    const variant = { protocol: this.#protocol, mutate: <T>(system: T): T => system, title: 'the original' };
    for (const under of this.#plan.classes) {
      if (this.#io.signal.aborted) return;
      this.#originals.push(await this.#explore(under, variant, this.#plan, this.#io));
    }
  }

  /** An equivalent one is explored under all classes, as nothing must kill it. */
  async #huntMutant(hunted: Hunted): Promise<void> {
    for (const under of likelyFirst(hunted.mutant, this.#plan.classes, (name) => this.#recordOf(name))) {
      if ((await this.#try(hunted, under)).length > 0 && hunted.mutant.equivalent === undefined) return;
    }
  }

  /** All mutants under all classes that ask for the property, until it kills one. */
  async #huntFor(property: string): Promise<void> {
    if (this.#killsOf(property) > 0) return;
    const asking = this.#plan.classes.filter((under) => propertiesUnder([under]).some(({ name }) => name === property));
    const untried = asking.flatMap((under) => this.#hunted.map((hunted) => ({ under, hunted })));
    for (const { under, hunted } of untried) {
      const isTried = hunted.explored.some((one) => one.class === under.name);
      if (!isTried && (await this.#try(hunted, under)).includes(property)) return;
    }
  }

  /** The properties that kill it under the class; none once interrupted. */
  async #try(hunted: Hunted, under: FaultClass): Promise<string[]> {
    const original = this.#originals.find((one) => one.class === under.name);
    if (this.#io.signal.aborted || original === undefined) return [];
    const { mutant, explored } = hunted;
    const title = `mutant ${this.#hunted.indexOf(hunted) + 1} of ${this.#hunted.length}, ${mutant.name}`;
    const maxStates = Math.max(LEAST_ROOM, original.states * TIMES_THE_ORIGINAL);
    const variant = { protocol: this.#protocol, mutate: mutant.mutate, title, maxStates };
    const started = performance.now();
    const found = await this.#explore(under, variant, this.#plan, this.#io);
    hunted.milliseconds += performance.now() - started;
    explored.push(found);
    const killers = killersIn(original, found);
    if (killers.length > 0) this.#kills.set(under.name, this.#recordOf(under.name).kills + 1);
    return killers;
  }

  #recordOf(name: string): ClassRecord {
    const original = this.#originals.find((one) => one.class === name);
    return { kills: this.#kills.get(name) ?? 0, states: original?.states ?? 0 };
  }

  #killsOf(property: string): number {
    return this.#hunted.filter(({ explored }) =>
      explored.some((found) => {
        const original = this.#originals.find((one) => one.class === found.class);
        return original !== undefined && killersIn(original, found).includes(property);
      }),
    ).length;
  }

  #outcomeOf({ mutant, explored, milliseconds }: Hunted): MutantOutcome {
    const { name, summary, equivalent } = mutant;
    const { classes } = this.#plan;
    const isOver = !this.#io.signal.aborted;
    const cells = propertiesUnder(classes).map((property) =>
      killCell(property.name, { classes, originals: this.#originals, explored, isOver }),
    );
    const whole = explored.length > 0 && explored.every(({ verdict }) => verdict === 'exhausted');
    const ended = isOver || cells.some(({ result }) => result === 'killed');
    return {
      name,
      summary,
      ...(equivalent === undefined ? {} : { equivalent }),
      verdict: whole && ended ? 'exhausted' : 'bounded',
      states: explored.reduce((sum, { states }) => sum + states, 0),
      seconds: Math.round(milliseconds) / 1000,
      cells,
    };
  }
}
