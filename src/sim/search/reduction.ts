/**
 * Partial-order reduction: where one actor's next step is its own business, only that step is taken.
 *
 * A step is its actor's own business if it is the only thing that the actor can do next (apart from crashing), reads and changes
 * nothing but the actor's own slot, and if nobody else ever reads or changes that slot. It then commutes with every step of the
 * others, and a crash right after it leaves the same world as a crash right before it. So the one step alone is an ample set
 * (Clarke, Grumberg and Peled, Model Checking, chapter 10):
 *
 * - C0, C1: nothing that depends on the step can happen before it, but for the crash, which makes no difference.
 * - C2: no property reads the slot together with another word. One that reads the slot alone sees the same values in the same
 *   order, whatever the others do in between. It does not see the same steps where the actor may crash: the crash that is left
 *   out is a step from another value to "down". So a property that looks at the slot before a step forbids the reduction there.
 * - C3: no cycle consists of reduced worlds only. A reply or a restart cannot come again and again unless a request takes effect
 *   or a crash happens in between, which is never reduced. A timer can, and so can a message that the actor sends to itself. Where
 *   one may repeat, its step is enough only if it leads to a world that was not yet known when the present block of worlds was
 *   begun: around a cycle, worlds cannot all be newer than the one before.
 *
 * The sets have one element, so branching-time properties are kept, too (section 10.6 there), and with them "the goal stays
 * reachable from every world". What others read is found out on the way: if an actor turns out not to be private after all,
 * the search is {@link outdated} and has to begin again with what was learned.
 */
import { AmpleTable } from '../tables/ample-table.ts';
import type { Checker } from '../kernel/checker.ts';
import type { Kernel } from '../kernel/kernel.ts';

const NONE = -1;
const OWN_BUSINESS: ReadonlySet<string> = new Set(['answer', 'fire', 'receive', 'restart']);
/** Of these, the steps that a cycle may consist of. */
const REPEATS: ReadonlySet<string> = new Set(['fire', 'receive']);

export class Reduction {
  readonly table: AmpleTable;
  readonly #kernel: Kernel;
  readonly #checker: Checker;
  #revision = -1;
  #outdated = false;

  constructor(kernel: Kernel, checker: Checker) {
    this.#kernel = kernel;
    this.#checker = checker;
    this.table = new AmpleTable(kernel.layout.actors.length);
    this.#refresh();
  }

  /** Whether an actor for which worlds were reduced turned out not to be private. */
  get outdated(): boolean {
    this.#refresh();
    return this.#outdated;
  }

  /** Finds out what the last look-up in the table, about this world, found missing. */
  learn(words: Int32Array): void {
    const actor = this.table.missing;
    const choice = this.#ownBusiness(actor, words);
    const mayRepeat = choice !== NONE && REPEATS.has(this.#kernel.choice(choice).act.kind);
    this.table.learn(actor, words[actor] as number, choice, mayRepeat);
    this.#refresh();
  }

  #refresh(): void {
    const revision = this.#kernel.foreignRevision + this.#checker.revision;
    if (revision === this.#revision) return;
    this.#revision = revision;
    const joint = this.#checker.jointWords();
    const compared = this.#checker.comparedWords();
    for (let actor = 0; actor < this.#kernel.layout.actors.length; actor += 1) {
      const isSeenToCrash = compared.has(actor) && this.#crashes(actor);
      const isPrivate = !this.#kernel.isForeign(actor) && !joint.has(actor) && !isSeenToCrash;
      this.table.setPrivate(actor, isPrivate);
      if (!isPrivate && this.table.wasUsed(actor)) this.#outdated = true;
    }
  }

  #crashes(actor: number): boolean {
    const { system, layout } = this.#kernel;
    return system.actors[layout.actors[actor] as string]?.crashes === true && (system.faults?.['crash'] ?? 0) > 0;
  }

  #ownBusiness(actor: number, words: Int32Array): number {
    const choices = this.#kernel.choicesOf(actor, words[actor] as number);
    const [choice, ...others] = choices.filter((id) => this.#kernel.choice(id).act.kind !== 'crash');
    if (choice === undefined || others.length > 0) return NONE;
    const { act, fault } = this.#kernel.choice(choice);
    if (fault !== null || !OWN_BUSINESS.has(act.kind)) return NONE;
    const updates = this.#kernel.constantUpdates(choice, words);
    return updates !== null && updates.every((value, at) => at % 2 === 1 || value === actor) ? choice : NONE;
  }
}
