/** The merge gate: it samples `applies.state` at any instant and lets the merge through on `completed`. */
import { setup } from 'xstate';
import type { ApplyInput, ApplyRow } from './ports.ts';
import { required } from './required.ts';

/** What a gate is started with. `sampleInterval` is in milliseconds, 1000 by default. @public */
export interface GateInput extends ApplyInput {
  readonly sampleInterval?: number;
}

/** The gate machine. Provide `sampleApply` to run it; once green it stays green, as a merge cannot be taken back. @public */
export const gateMachine = setup({
  types: { context: {} as { readonly apply: string; readonly sampleInterval: number }, input: {} as GateInput },
  actors: { sampleApply: required<Pick<ApplyRow, 'state'>, ApplyInput>('sampleApply') },
  delays: { sampleInterval: ({ context }) => context.sampleInterval },
}).createMachine({
  id: 'gate',
  context: ({ input }) => ({ apply: input.apply, sampleInterval: input.sampleInterval ?? 1000 }),
  initial: 'sampling',
  states: {
    sampling: {
      invoke: {
        id: 'sampleApply',
        src: 'sampleApply',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: [{ guard: ({ event }) => event.output.state === 'completed', target: 'green' }, { target: 'red' }],
        onError: 'red',
      },
    },
    red: { after: { sampleInterval: 'sampling' } },
    green: { type: 'final' },
  },
});
