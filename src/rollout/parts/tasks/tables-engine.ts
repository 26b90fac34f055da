/** An engine that changes one table after the other, and what it reports of each. */
import { assign, setup } from 'xstate';
import type { Numbered, State, TaskReport } from '../../../machines/index.ts';
import type { ActorDefinition, View } from '../../../sim/index.ts';
import { engineMachine, isMeant, startOf, type EngineState } from '../../base/modelled-engine.ts';
import type { RolloutStore } from '../../base/modelled-store.ts';

interface TablesContext {
  readonly initially: EngineState;
  readonly tables: number;
  /** How many are done, but for the last: with that one the engine is. */
  readonly done: number;
  readonly startedFor: number;
}

type TablesInput = Pick<TablesContext, 'initially' | 'tables'>;

const { states } = engineMachine.config as { readonly states: Record<string, object> };

/** The engine machine, with a way back from a failure: asked anew, it finds its change done, and has forgotten that it failed. */
const tablesMachine = setup({
  types: {
    context: {} as TablesContext,
    input: {} as TablesInput,
    events: {} as { type: string } & Partial<Numbered>,
  },
  guards: {
    isCurrent: isMeant,
    startsIn: ({ context }, { state }: { state: EngineState }) => context.initially === state,
    hasMore: ({ context }) => context.done + 1 < context.tables,
  },
  actions: {
    next: assign({ done: ({ context }) => context.done + 1 }),
    noteStart: assign({ startedFor: startOf }),
  },
}).createMachine({
  id: 'engine',
  context: ({ input }) => ({ ...input, done: 0, startedFor: 0 }),
  initial: 'booting',
  states: {
    ...states,
    copying: {
      on: {
        ...(states['copying'] as { readonly on: object }).on,
        COMPLETE: [{ guard: 'hasMore', actions: 'next' }, { target: 'completed' }],
      },
    },
    failed: { on: { FIND_DONE: 'completed' } },
  },
});

/** Such an engine as an actor. */
export function tablesEngine(input: TablesInput): ActorDefinition {
  return { machine: tablesMachine, input };
}

/** The tables of every operation have these names: t1, t2, … */
export function tablesOf(tasks: number): string[] {
  return Array.from({ length: tasks }, (_, index) => `t${index + 1}`);
}

/** What an engine that is in this state as a whole reports of each table: some are done, one is at work, the rest wait. */
export function tableReports(
  world: View<RolloutStore>,
  { operation, state }: TaskReport,
  tables: readonly string[],
): TaskReport[] {
  const { done = 0 } = (world.actor(`engine:${operation}`)?.context ?? {}) as Partial<TablesContext>;
  return tables.map((table, index) => ({ operation, table, state: stateAt(index - done, state) }));
}

function stateAt(ahead: number, state: State): State {
  if (ahead < 0 || state === 'completed') return 'completed';
  return ahead === 0 ? state : 'pending';
}
