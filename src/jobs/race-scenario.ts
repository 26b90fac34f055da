/** A race of a campaign as a scenario: what `holdfast replay` asserts from then on. */
import type { CampaignRace } from '../report/index.ts';
import {
  AT_END,
  rolloutSystem,
  runScenario,
  type Fix,
  type Mechanism,
  type RolloutConfig,
  type Scenario,
} from '../rollout/index.ts';
import { settingOf } from '../rollout/base/settings.ts';
import { withoutNumber, type Property } from '../sim/index.ts';
import { UserError } from '../user-error.ts';

/** The protocol that mends races, where one does. */
const MENDING = 'fenced';

/**
 * The scenario of that name in which this property breaks as it did in the campaign; it has been run, and it holds.
 *
 * @throws UserError for a race that cannot be told as a scenario
 */
export async function raceScenario(
  name: string,
  property: string,
  race: CampaignRace,
  found: string,
): Promise<Scenario> {
  const broken = brokenScenario(name, property, race, found);
  const mended: Scenario = { ...broken, fixed: { protocol: MENDING, continues: [] } };
  const { protocol, mutant } = broken.buggy;
  const isOther = protocol !== MENDING || mutant !== undefined;
  if (isOther && (await runScenario(mended, { on: 'model' })).ok) return mended;
  const { ok, problems } = await runScenario(broken, { on: 'model' });
  if (ok) return broken;
  throw new UserError(`the race cannot be told as a scenario: ${problems.join('; ')}`);
}

function brokenScenario(name: string, property: string, race: CampaignRace, found: string): Scenario {
  const { config: given, message, counterexample } = race;
  const config = given as RolloutConfig;
  const { protocol = '', mutant } = config;
  const { steps } = counterexample;
  if (steps.length === 0)
    throw new UserError(`${property} is broken before the first step: that is no race, and no scenario can tell it`);
  const { kind } = (rolloutSystem(config).properties ?? []).find((one) => one.name === property) as Property<never>;
  const labels = steps.map(({ label }) => withoutNumber(label));
  const at = kind === 'liveness' ? AT_END : (labels.at(-1) as string);
  return {
    name,
    summary: `${protocol} breaks ${property}: ${message}`,
    story: `${found} Its last step breaks it. What happens in between, and why, is for a person to tell here.`,
    codes: mechanisms(kind, counterexample),
    system: 'rollout',
    start: startOf(config),
    buggy: {
      protocol,
      ...(mutant === undefined ? {} : { mutant }),
      breaks: [{ property, at, ...(kind === 'liveness' ? {} : { message }) }],
    },
    fixed: needs(property, protocol),
    steps: labels,
  };
}

function needs(property: string, protocol: string): Fix {
  const rest = protocol === MENDING ? '' : `, and ${MENDING} breaks in the same steps or in what may follow them`;
  return { needs: `a protocol under which ${property} holds here: ${protocol} breaks it${rest}` };
}

/** What shows of a mechanism in the steps themselves. Whoever knows the race better says it better. */
function mechanisms(kind: string, { steps }: CampaignRace['counterexample']): Mechanism[] {
  const faults = new Set(steps.map(({ fault }) => fault));
  const shows: readonly (readonly [Mechanism, boolean])[] = [
    ['U', ['read', 'partial', 'own-row', 'empty'].some((fault) => faults.has(fault))],
    ['S', faults.has('stale')],
    ['X', faults.has('crash')],
    ['V', kind === 'liveness'],
  ];
  const seen = shows.flatMap(([code, isSeen]) => (isSeen ? [code] : []));
  return seen.length === 0 ? ['W'] : seen;
}

function startOf(config: RolloutConfig): Scenario['start'] {
  const { onFailure, mutant: _mutant, leases, ...setting } = settingOf(config);
  const { operations = 2, legacy } = config;
  if (legacy === true) return { legacy, ...setting };
  if (typeof operations !== 'number')
    throw new UserError('only a rollout with a number of operations can be told as a scenario');
  const row = onFailure === undefined ? {} : { onFailure };
  const names = Array.from({ length: operations }, (_, index) => String.fromCharCode('A'.charCodeAt(0) + index));
  return {
    operations: Object.fromEntries(names.map((letter) => [letter, row])),
    ...(leases === true ? { drivers: operations } : {}),
    ...setting,
  };
}
