/** Claim questions: what a store may be asked, found by exploring the model and by writing down every situation of two operations. */
import { isReleased, type ApplyRow, type OnFailure, type OperationRow, type State } from '../../src/machines/index.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rowsOf, type RolloutStore } from '../../src/rollout/base/modelled-store.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import type { SafetyProperty, View } from '../../src/sim/index.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { explore } from '../../src/sim/search/explore.ts';

/** What it depends on whether an operation may be claimed, where no lease is in the way. A store knows of no stop and no cancel. */
export interface ClaimQuestion {
  readonly protocol: string;
  readonly apply: ApplyRow;
  readonly rows: readonly OperationRow[];
  readonly order: 'rolling' | 'parallel';
  readonly released: boolean;
  /** Whether a start was the last thing that the operator asked for. */
  readonly started: boolean;
  /** The operation that is asked for. */
  readonly wanted: string;
}

const NO_STAMPS = { startedAt: null, completedAt: null, errorMessage: null };

/** Every distinct question of the worlds that an exploration of these reaches, but for those with a stop or a cancel in force. */
export function reachedQuestions(configs: readonly RolloutConfig[]): ClaimQuestion[] {
  const found = new Map<string, ClaimQuestion>();
  for (const config of configs) {
    const collect: SafetyProperty<RolloutStore> = {
      kind: 'safety',
      name: 'collect',
      summary: 'notes what may be asked in a world, and always holds',
      check: (world) => {
        for (const question of questionsIn(world, config)) found.set(JSON.stringify(question), question);
        return null;
      },
    };
    const { verdict } = explore(new Kernel(rolloutSystem(config)), { properties: [collect] as never });
    if (verdict !== 'exhausted') throw new Error(`the exploration of ${JSON.stringify(config)} is ${verdict}`);
  }
  return [...found.values()];
}

function questionsIn(world: View<RolloutStore>, { protocol = '', order }: RolloutConfig): ClaimQuestion[] {
  const control = world.read('control');
  if (control === 'stop' || control === 'cancel' || order === undefined || order === 'barrier') return [];
  // Stamps and messages decide nothing, and would only tell questions apart.
  const rows = rowsOf(world).map((row) => ({ ...row, errorMessage: null }));
  const apply = { ...NO_STAMPS, state: world.read('apply').state };
  const released = isReleased(world.read('requests'));
  return rows.map(({ id }) => ({ protocol, apply, rows, order, released, started: control === 'start', wanted: id }));
}

/** As an operation may stand: whatever is past `pending` has been claimed, but for what was stopped before that. */
const STANDINGS: readonly Pick<OperationRow, 'state' | 'started'>[] = [
  { state: 'pending', started: false },
  { state: 'stopped', started: false },
  ...(['running', 'waiting_for_cutover', 'stopped', 'completed', 'failed'] as const).map(begun),
];

function begun(state: State): Pick<OperationRow, 'state' | 'started'> {
  return { state, started: true };
}

const APPLIES = ['pending', 'running', 'stopped', 'completed', 'failed'] as const satisfies readonly State[];

const POLICIES: readonly OnFailure[] = ['halt', 'continue', 'pause'];

/** Every question about two operations under a protocol: each as it may stand, under whatever its apply says. */
export function questionsOfTwo(protocol: string): ClaimQuestion[] {
  const operations = (id: string): OperationRow[] =>
    STANDINGS.flatMap((standing) => POLICIES.map((onFailure) => ({ id, onFailure, errorMessage: null, ...standing })));
  const pairs = operations('A').flatMap((first) => operations('B').map((second) => [first, second]));
  return pairs.flatMap((rows) => {
    const latches = rows.some(({ onFailure }) => onFailure === 'pause') ? [false, true] : [false];
    return APPLIES.flatMap((state) =>
      (['rolling', 'parallel'] as const).flatMap((order) =>
        latches.flatMap((released) =>
          [false, true].flatMap((started) =>
            ['A', 'B'].map((wanted) => {
              const apply = { ...NO_STAMPS, state };
              return { protocol, apply, rows, order, released, started, wanted };
            }),
          ),
        ),
      ),
    );
  });
}
