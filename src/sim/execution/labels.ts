/** From the numbers of a path to the labels of a token. */
import { ModelExecution } from './execution.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** The labels of a path from the initial world. */
export function labelsOf(kernel: Kernel, choices: readonly number[]): string[] {
  const execution = new ModelExecution(kernel);
  return choices.map((id) => {
    const choice = kernel.choice(id);
    const possible = execution.possible().find((other) => other.choice === choice);
    if (possible === undefined)
      throw new RangeError(`choice ${id} is not possible here: the path is not one of this kernel`);
    execution.take(possible);
    return possible.label;
  });
}
