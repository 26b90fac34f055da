/** From the races of a campaign, as they were drawn, to the smallest one of each property. */
import { setImmediate } from 'node:timers/promises';
import type { CampaignRace, Counterexample } from '../report/index.ts';
import { rolloutSystem, type RolloutConfig } from '../rollout/index.ts';
import { remarksOn } from '../rollout/system/remarks.ts';
import { smallerRollouts } from '../rollout/swarm/weaken-rollout.ts';
import {
  compareCosts,
  Kernel,
  ModelExecution,
  replay,
  shrinkRace,
  standingIn,
  type Campaign,
  type CampaignRace as DrawnRace,
  type Property,
  type SmallRace,
} from '../sim/index.ts';
import { formatToken } from '../report/timeline/token-text.ts';

/** Schedules that may be run for each config on the way: a race of a rollout takes some hundred. */
const MOST = 5000;

type Small = SmallRace<RolloutConfig> & Pick<CampaignRace, 'batch'>;

/**
 * The smallest race of each broken property, by its name; as it was drawn where there was no time to shrink it.
 *
 * @param goOn asked before each race whether there is time for it
 */
export async function smallestRaces(
  { properties }: Campaign,
  goOn: (property: string) => boolean,
): Promise<ReadonlyMap<string, CampaignRace>> {
  const found = new Map<string, CampaignRace>();
  for (const [name, { races }] of Object.entries(properties)) {
    const small: Small[] = [];
    for (const race of races) {
      await setImmediate();
      if (!goOn(name)) break;
      small.push(...smallOf(race));
    }
    const [smallest = drawnIn(races)] = small.toSorted(
      // What no protocol mends must not hide what one could.
      (one, other) =>
        remarksOn(one.config).length - remarksOn(other.config).length || compareCosts(one.cost, other.cost),
    );
    if (smallest !== undefined) found.set(name, await told(smallest));
  }
  return found;
}

function smallOf({ config, property, steps, batch }: DrawnRace): Small[] {
  const race = { config: config as RolloutConfig, property, steps };
  const small = shrinkRace(race, { build: rolloutSystem, smaller: smallerRollouts, most: MOST });
  return small === null ? [] : [{ ...small, batch }];
}

/** The cheapest of the races as they were drawn. */
function drawnIn([race]: readonly DrawnRace[]): Small | undefined {
  if (race === undefined) return undefined;
  const config = race.config as RolloutConfig;
  return { ...race, config, minimal: false, from: { steps: race.steps.length, config } };
}

/** The race as a report shows it: what each step changes and breaks, and where everybody stands if a goal is out of reach. */
async function told({
  config,
  property: name,
  steps: labels,
  message,
  cost,
  minimal,
  from,
  batch,
}: Small): Promise<CampaignRace> {
  const system = rolloutSystem(config);
  const property = (system.properties ?? []).find((one) => one.name === name) as Property<never>;
  const execution = new ModelExecution(new Kernel(system));
  const { steps } = await replay(execution, labels, { properties: [property] });
  const standing = property.kind === 'liveness' ? { standing: standingIn(execution.kernel, execution.words) } : {};
  const counterexample: Counterexample = {
    token: formatToken({ system: system.name, config: system.config, steps: labels }),
    steps,
    ...standing,
    shrunk: { from: from.steps, faults: cost.faults, preemptions: cost.preemptions, minimal },
  };
  const remarks = remarksOn(config);
  const more = remarks.length === 0 ? {} : { remarks };
  return { batch, config: system.config as object, message, counterexample, ...more };
}
