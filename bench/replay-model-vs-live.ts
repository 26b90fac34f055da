/** One schedule replayed by its labels: on the model, and on live XState actors whose promises and clock are held. */
import { isDeepStrictEqual } from 'node:util';
import { rolloutSystem } from '../src/rollout/index.ts';
import {
  findPossible,
  Kernel,
  LiveExecution,
  ModelExecution,
  Random,
  type Execution,
  type Possible,
} from '../src/sim/index.ts';
import { erased } from './erased.ts';
import type { Counts, Row, Side } from './row.ts';

const STEPS = 60;
const FAULTS = { read: 1, stale: 1, crash: 1, failure: 1 };
const system = erased(rolloutSystem({ protocol: 'merged', operations: 2, faults: FAULTS }));

/** The first seeded walk that does not come to an end before its time. */
function longWalk(kernel: Kernel): string[] {
  for (let seed = 1; ; seed += 1) {
    const labels = walk(new ModelExecution(kernel), new Random(`walk ${seed}`));
    if (labels.length === STEPS) return labels;
  }
}

function walk(model: ModelExecution, random: Random): string[] {
  const labels: string[] = [];
  for (let possible = model.possible(); possible.length > 0 && labels.length < STEPS; possible = model.possible()) {
    const chosen = possible[random.below(possible.length)] as Possible;
    model.take(chosen);
    labels.push(chosen.label);
  }
  return labels;
}

/** A step is what a replay does: list what is possible, find the label, take it. */
async function follow(execution: Execution, labels: readonly string[]): Promise<Counts> {
  for (const label of labels) {
    const chosen = findPossible(execution.possible(), label);
    if (chosen === undefined) throw new Error(`"${label}" is not possible`);
    const taken = execution.take(chosen);
    if (taken !== undefined) await taken;
  }
  return { steps: labels.length };
}

/** The kernel is kept, so the model's tables are filled from the first run on: the walk was drawn on it. */
function modelSide(): Side {
  const kernel = new Kernel(system);
  const labels = longWalk(kernel);
  return { job: () => follow(new ModelExecution(kernel), labels) };
}

function liveSide(): Side {
  const kernel = new Kernel(system);
  const labels = longWalk(kernel);
  const facts = async (): Promise<Counts> => {
    const [model, live] = [new ModelExecution(kernel), new LiveExecution(system)];
    await follow(model, labels);
    await follow(live, labels);
    if (!isDeepStrictEqual(model.picture(), live.picture())) throw new Error('model and live actors end differently');
    return {};
  };
  return { job: () => follow(new LiveExecution(system), labels), facts };
}

export function row(): Row {
  const [ours, peer] = ['ModelExecution', 'LiveExecution'];
  return {
    sides: { [peer]: liveSide, [ours]: modelSide },
    figures: [{ name: `a walk of ${STEPS} steps`, unit: 'steps', when: 'warm', ours, peer }],
  };
}
