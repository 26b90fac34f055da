/**
 * Engines that stop before the switch, and what may be asked for then: a cutover, and a revert or its end while the window is open.
 * A cutover begins in its row; the engine is switched when it is polled next.
 *
 * Somebody asks for the cutover at some time: it is no disturbance, as an apply that nobody cuts over rightly waits for ever. Without
 * requests it is begun in the same instant, one operation for each time it is asked for.
 */
import { askFor, isSettled, type RequestKind } from '../../../machines/index.ts';
import { BLOCKED, type Blocked, type EnvironmentAction, type Transaction } from '../../../sim/index.ts';
import type { RolloutConfig } from '../../base/config.ts';
import { commandEngines } from '../../base/modelled-control.ts';
import { beginCutover, nextToCutOver } from '../../base/cutover-rules.ts';
import { engineActions, type EngineMove } from '../../base/environment.ts';
import type { Part } from '../../base/part.ts';
import type { Scene } from '../../base/scene.ts';
import { isUnwanted, type RolloutStore } from '../../base/modelled-store.ts';
import { CUTOVER_MUTANTS } from './cutover-mutants.ts';
import { cutoverProperties } from './cutover-properties.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

const TO_THE_SWITCH: readonly EngineMove[] = [
  { label: 'is ready to cut over', from: ['copying'], type: 'READY' },
  { label: 'fails', from: ['copying', 'switching'], type: 'FAIL', budget: 'failure' },
];
const FOR_GOOD: EngineMove = { label: 'completes', from: ['switching'], type: 'COMPLETE' };
const FOR_NOW: readonly EngineMove[] = [
  { ...FOR_GOOD, type: 'OPEN_WINDOW' },
  { label: 'closes its revert window', from: ['revertible'], type: 'CLOSE_WINDOW' },
  { label: 'reverts', from: ['reverting'], type: 'UNDONE' },
];

function environmentOf(scene: Scene): Record<string, Action> {
  const { engines, config } = scene;
  if (config.revertWindow !== true)
    return { ...engineActions(engines, [...TO_THE_SWITCH, FOR_GOOD]), 'cutover requested': cutover(scene) };
  return {
    ...engineActions(engines, [...TO_THE_SWITCH, ...FOR_NOW]),
    'cutover requested': cutover(scene),
    'revert requested': { budget: 'revert', run: (tx) => revert(tx, 'revert', scene) },
    'skip revert requested': { budget: 'skip-revert', run: (tx) => revert(tx, 'skip_revert', scene) },
  };
}

function cutover(scene: Scene): Action {
  return { run: (tx) => (mayAskForCutover(tx, scene) ? ask(tx, 'cutover', scene) : BLOCKED) };
}

/** There is an operation to cut over, and nobody wants the apply to stand still or to end. */
function mayAskForCutover(tx: Tx, scene: Scene): boolean {
  const isOpen = !isUnwanted(tx) && tx.read('requests').cutover !== 'pending';
  return isOpen && !isSettled(tx.read('apply').state) && nextToCutOver(tx, scene) !== undefined;
}

/** A person goes by what the engine says, whether or not its row says so yet. */
function revert(tx: Tx, kind: 'revert' | 'skip_revert', scene: Scene): Blocked | void {
  const canStill = scene.engines.some((engine) => tx.actor(engine)?.value === 'revertible');
  return canStill && tx.read('requests')[kind] !== 'pending' ? ask(tx, kind, scene) : BLOCKED;
}

/** The row of the request is left to the control loop, or the request is carried out in the same instant. */
function ask(tx: Tx, kind: RequestKind, scene: Scene): void {
  if (scene.config.requests === true) return tx.write('requests', askFor(tx.read('requests'), kind));
  if (kind === 'cutover') beginCutover(tx, scene);
  commandEngines(tx, kind, scene.engines);
}

function withinOf({ cutover, revertWindow }: RolloutConfig): string | null {
  if (cutover !== true) return null;
  return revertWindow === true ? 'asked for, with a window in which it is reverted' : 'asked for';
}

function mistakeOf({ legacy, cutover, revertWindow }: RolloutConfig): string | null {
  if (legacy === true && cutover === true) return 'an apply without operations has nothing to cut over in an order';
  return revertWindow === true && cutover !== true ? 'a revert window follows a cutover: add "cutover: true"' : null;
}

export const CUTOVER: Part = {
  name: 'cutover',
  brings: { cutover: true, revertWindow: true },
  within: withinOf,
  mistake: mistakeOf,
  faults: {
    revert: 'the operator asks to revert what has cut over (with a revert window)',
    'skip-revert': 'the operator asks to close the revert window (with one)',
  },
  environment: environmentOf,
  properties: cutoverProperties,
  mutants: CUTOVER_MUTANTS,
};
