/** A crew without threads: each member has tables of its own and expands a share of each block that a seed decides. */
import { CONTROL, PHASE } from '../../src/sim/search/block.ts';
import { BlockWorker, type SharedTables } from '../../src/sim/search/block-worker.ts';
import type { Crew } from '../../src/sim/search/crew.ts';
import { Random } from '../../src/sim/data/random.ts';
import { adopt, emptyTables, type TablePlan, type TableUpdate } from '../../src/sim/search/shared-tables.ts';

interface Member {
  readonly tables: SharedTables;
  readonly worker: BlockWorker;
}

export class InlineCrew implements Crew {
  readonly threads: number;
  /** How many worlds were expanded by somebody else than the thread that explores. */
  helped = 0;
  readonly #random: Random;
  #plan: TablePlan | null = null;
  #members: Member[] = [];

  constructor(threads: number, seed: string) {
    this.threads = threads;
    this.#random = new Random(seed);
  }

  isWorthwhile(): boolean {
    return true;
  }

  begin(plan: TablePlan): void {
    this.#plan = plan;
    this.#members = Array.from({ length: this.threads - 1 }, (_, index) => {
      const tables = emptyTables(plan);
      return { tables, worker: new BlockWorker(tables, index + 1) };
    });
  }

  run(phase: number, update: TableUpdate | null, own: () => void): void {
    const { control } = (this.#plan as TablePlan).block;
    const count = control[CONTROL.count] as number;
    // Everybody takes what is left up to a point that is drawn, and the thread that explores comes at any of these points.
    const turns = [...this.#members.map((member) => () => this.#turn(member, phase, update)), own];
    const last = turns.splice(this.#random.below(turns.length), 1);
    for (const turn of [...turns, ...last]) {
      if (phase === PHASE.expand) {
        const from = Math.min(control[CONTROL.next] as number, count);
        control[CONTROL.next] = from;
        control[CONTROL.count] = turn === last[0] ? count : from + this.#random.below(count - from + 1);
      }
      turn();
      if (phase === PHASE.expand) control[CONTROL.next] = control[CONTROL.count] as number;
    }
    control[CONTROL.count] = count;
  }

  isDone(): boolean {
    return true;
  }

  end(): void {
    this.#members = [];
  }

  #turn({ tables, worker }: Member, phase: number, update: TableUpdate | null): void {
    const { control } = tables.block;
    if (update !== null) {
      adopt(tables, update);
      worker.ask(update.asked);
    }
    if (phase === PHASE.expand) this.helped += (control[CONTROL.count] as number) - (control[CONTROL.next] as number);
    worker.run(phase);
  }
}
