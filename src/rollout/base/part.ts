/** What a part of the model is: all that is there with it and not without it. */
import type { ActorDefinition, EnvironmentAction, Property, Service } from '../../sim/index.ts';
import type { RolloutConfig } from './config.ts';
import type { Mutant } from './mutant.ts';
import type { RolloutSetting, SettingName } from './settings.ts';
import type { Scene } from './scene.ts';
import type { RolloutServices } from './services.ts';
import type { RolloutStore } from './modelled-store.ts';

/** Services as they are without a part; those that only parts have come with them. */
export type Services = RolloutServices & Readonly<Record<string, Service<RolloutStore>>>;

/** What a rollout does, by its requests and by itself. */
export interface Inside {
  readonly services: Services;
  readonly environment: Readonly<Record<string, EnvironmentAction<RolloutStore>>>;
}

/**
 * A part of the model. What is out does not happen: without leases nobody loses one, without an order nothing waits.
 *
 * All but `name`, `brings` and `within` may be left out. What follows `faults` is for a model that has the part, unless it says otherwise.
 */
export interface Part {
  readonly name: string;
  /** A setting that puts it in, with which all of its properties are there. */
  readonly brings: RolloutSetting;
  /** What has to be in the model besides. */
  readonly needs?: RolloutSetting;
  /** How a scenario file puts it in, where that is not by the same setting. */
  readonly scenarioKey?: SettingName;
  /** What of it is in the model, in a few words; null if it is out. */
  readonly within: (config: RolloutConfig) => string | null;
  /** What it has against the rest of the config, as a sentence; null if nothing. Asked whether it is in or out. */
  readonly mistake?: (config: RolloutConfig) => string | null;
  /** The faults that hit nothing without it, with what they do. */
  readonly faults?: Readonly<Record<string, string>>;
  readonly cells?: (scene: Scene) => Partial<RolloutStore>;
  readonly actors?: (scene: Scene) => Readonly<Record<string, ActorDefinition>>;
  /** Services that the drive or the gate names, and asks only with the part: they have to stand there without it, too. */
  readonly named?: Readonly<Record<string, Service<RolloutStore>>>;
  /** The services with it, from those without it. */
  readonly services?: (services: Services, scene: Scene) => Services;
  /** What happens by itself with it; an action of the same label as one without it takes its place. */
  readonly environment?: (scene: Scene) => Readonly<Record<string, EnvironmentAction<RolloutStore>>>;
  /** All that the other parts have left, services and environment, as it is with it. */
  readonly around?: (inside: Inside, scene: Scene) => Inside;
  /** What is asked of it: without it there is nothing to ask. */
  readonly properties?: (scene: Scene) => readonly Property<RolloutStore>[];
  /** What may be wrong with it in one line. */
  readonly mutants?: readonly Mutant[];
}
