/** The terminal summary: what people are told once an apply is settled. A part of its own; without it nobody is told anything. */
import {
  isSettled,
  type ApplyWrite,
  type Claim,
  type ClaimInput,
  type Protocol,
  type SummaryInput,
  type WriteOutcome,
} from '../../machines/index.ts';
import type { Blocked, Property, SafetyProperty, LivenessProperty, Service, Transaction } from '../../sim/index.ts';
import { withService } from '../base/mutations.ts';
import type { Part, Services } from '../base/part.ts';
import { mayStayOpen } from '../base/rests.ts';
import type { Scene } from '../base/scene.ts';
import { LEGACY, type RolloutStore } from '../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;

/** The services of a rollout with a summary: under a protocol that owes it, the write that settles an apply says by whom. */
function summarised(services: Services, { announces }: Protocol): Services {
  const { claim, writeApply } = services;
  return {
    ...services,
    claim: {
      ...claim,
      run: (input: ClaimInput, tx: Tx, self: string) => owedTo(input, tx) ?? claim.run(input, tx, self),
    },
    writeApply: {
      ...writeApply,
      run: (input: ApplyWrite, tx: Tx, self: string): WriteOutcome | Blocked => {
        const before = tx.read('apply').state;
        const outcome = writeApply.run(input, tx, self);
        const settles = outcome === 'written' && !isSettled(before) && isSettled(tx.read('apply').state);
        if (settles && announces === 'owed') owe(tx, input.operation ?? LEGACY);
        return outcome;
      },
    },
  };
}

/** What a drive asks for in order to tell; it asks only where it is to tell. */
const SUMMARY_SERVICES = {
  publishSummary: { access: 'write', run: publish } satisfies Service<RolloutStore, SummaryInput, null>,
  closeSummary: { access: 'write', run: close } satisfies Service<RolloutStore, SummaryInput, null>,
};

/** A drive that settled its apply and was lost before it told so is given its operation once more, to make up for it. */
function owedTo({ operation }: ClaimInput, tx: Tx): Claim | null {
  const { state } = tx.read('apply');
  if (tx.read('summary').owedBy !== (operation ?? LEGACY) || !isSettled(state)) return null;
  return { operation, lease: null, reopened: false, owes: state };
}

function owe(tx: Tx, operation: string): void {
  tx.write('summary', { ...tx.read('summary'), owedBy: operation });
}

function publish({ state }: SummaryInput, tx: Tx, self: string): null {
  const { tellers, ...summary } = tx.read('summary');
  tx.write('summary', { ...summary, told: state, tellers: [...new Set([...tellers, tellerOf(tx, self)])].toSorted() });
  return null;
}

/** The drive of an operation, whichever driver has it: one that takes over tells once more where it cannot know that it was told. */
function tellerOf(tx: Tx, self: string): string {
  const { claim } = (tx.actor(self)?.context ?? { claim: null }) as { readonly claim: Claim | null };
  return `drive:${claim?.operation ?? LEGACY}`;
}

function close(_: SummaryInput, tx: Tx): null {
  tx.write('summary', { ...tx.read('summary'), owedBy: null });
  return null;
}

const summaryTellsTheVerdict: SafetyProperty<RolloutStore> = {
  kind: 'safety',
  name: 'summary-tells-the-verdict',
  summary: 'whenever an outcome is told, it is what the apply has been settled with',
  check: (after, before) => {
    const { told, tellers } = after.read('summary');
    const was = before.read('summary');
    const { state } = after.read('apply');
    if (told === null || (told === was.told && tellers.length === was.tellers.length) || told === state) return null;
    return `${told} is told, and the apply is ${state}`;
  },
};

const oneTeller: SafetyProperty<RolloutStore> = {
  kind: 'safety',
  name: 'summary-has-one-teller',
  summary: 'only one drive tells how an apply ended; it may tell it again where it cannot know that it has',
  check: (after) => {
    const { tellers } = after.read('summary');
    return tellers.length < 2 ? null : `${tellers.join(' and ')} tell how the apply ended`;
  },
};

const summaryIsTold = (scene: Scene): LivenessProperty<RolloutStore> => ({
  kind: 'liveness',
  name: 'summary-is-told',
  summary: 'once faults stop, the outcome of an apply that is settled has been told at least once, and nothing is owed',
  goal: (world) => {
    const { state } = world.read('apply');
    const { told, owedBy } = world.read('summary');
    if (isSettled(state)) return told === state && owedBy === null;
    return mayStayOpen(world, scene);
  },
});

/** What is asked of the summary. */
const summaryProperties = (scene: Scene): readonly Property<RolloutStore>[] => [
  summaryTellsTheVerdict,
  oneTeller,
  summaryIsTold(scene),
];

export const SUMMARY: Part = {
  name: 'summary',
  brings: { summary: true },
  within: ({ summary }) => (summary === true ? 'a drive tells how the apply ended' : null),
  named: SUMMARY_SERVICES,
  services: (services, { protocol }) => summarised(services, protocol),
  properties: summaryProperties,
  mutants: [
    {
      name: 'loser-tells',
      summary: 'a conditional write that met another one is taken for one that went through',
      matters: ({ compares }) => compares !== 'nothing',
      mutate: withService<ApplyWrite>('writeApply', (run) => (write, tx, self) => {
        const outcome = run(write, tx, self);
        return outcome === 'conflict' ? 'written' : outcome;
      }),
    },
    {
      name: 'unpaid-summary',
      summary: 'a summary that was told stays owed',
      matters: ({ announces }) => announces === 'owed',
      mutate: withService('closeSummary', () => () => null),
    },
  ],
};
