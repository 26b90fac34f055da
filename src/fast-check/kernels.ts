/** Kernels of rollouts, kept: what one has learned of its machines makes the next schedule cheap. */
import { rolloutSystem, type RolloutConfig } from '../rollout/index.ts';
import { Kernel } from '../sim/index.ts';

/** Each has learned more than the others know; more of them at a time are not come back to. */
const MOST = 32;

export class Kernels {
  /** By config, the one that was asked for last at the end. */
  readonly #kept = new Map<string, Kernel>();

  /** The kernel of the rollout. */
  of(config: RolloutConfig): Kernel {
    const name = JSON.stringify(config);
    const kernel = this.#kept.get(name) ?? new Kernel(rolloutSystem(config));
    this.#kept.delete(name);
    this.#kept.set(name, kernel);
    for (const oldest of [...this.#kept.keys()].slice(0, -MOST)) this.#kept.delete(oldest);
    return kernel;
  }
}
