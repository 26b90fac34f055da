/** What the options of `holdfast check FILE#EXPORT` ask for. */
import { ownSubject } from '../../jobs/own-subject.ts';
import type { Subject } from '../../jobs/subject.ts';
import { SETTING_NAMES } from '../../rollout/base/settings.ts';
import { optionOf } from '../../rollout/swarm/setting-options.ts';
import type { AnySystem, Json } from '../../sim/index.ts';
import { UserError } from '../../user-error.ts';
import { withFaults } from '../input/own-faults.ts';
import { readSystem, requireProperties } from '../input/read-system.ts';
import { placeText, systemPlace, type SystemPlace } from '../input/system-place.ts';
import { namesIn, type Arguments } from '../terminal/arguments.ts';
import { checkSampled, limitsIn, type Limits } from './check-limits.ts';
import { checkTogether } from './check-plan.ts';

/** How far to go with which system. */
export interface OwnPlan extends Limits {
  readonly subject: Subject;
  readonly properties: readonly string[];
}

/** What only a rollout can be built from. */
const OF_ROLLOUTS = ['protocol', 'operations', 'legacy', 'stale-versions', ...SETTING_NAMES.map(optionOf)];

/** The place of a system among the arguments, if there is one. @throws UserError for a second */
export function placeIn({ positionals }: Arguments): SystemPlace | null {
  const [place = null, second] = positionals.flatMap((word) => systemPlace(word) ?? []);
  if (place === null || second === undefined) return place;
  throw new UserError(`one system at a time: ${placeText(place)} and ${placeText(second)} are two`);
}

/** The plan. @throws UserError for options that are wrong, or that say nothing about a system of one's own */
export async function ownPlan(place: SystemPlace, args: Arguments): Promise<OwnPlan> {
  const stray = OF_ROLLOUTS.find((option) => args.isOn(option));
  if (stray !== undefined) {
    throw new UserError(
      `--${stray} says what a rollout is built from, and ${placeText(place)} is a system of your own. Leave --${stray} out, or let the file export a function: --config JSON is what it is called with`,
    );
  }
  checkTogether(args);
  checkSampled(args);
  const limits = limitsIn(args);
  const argument = configIn(args);
  const system = withFaults(await readSystem(place, argument), args.text('faults'));
  requireProperties(system);
  return { subject: ownSubject(system, argument), properties: propertiesOf(system, args), ...limits };
}

/** The JSON that `--config` gives, if it is given. @throws UserError if it is none */
export function configIn(args: Arguments): Json | undefined {
  const text = args.text('config');
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const why = (cause as SyntaxError).message;
    throw new UserError(`--config takes JSON, as in --config '{"workers":2}', got ${JSON.stringify(text)}: ${why}`, {
      cause,
    });
  }
}

/** `--property a b` and `--property a,b` name two properties. Witnesses are looked at anyway. */
function propertiesOf({ properties = [] }: AnySystem, args: Arguments): string[] {
  const words = args.positionals.filter((word) => systemPlace(word) === null);
  const [stray] = words;
  if (stray !== undefined && !args.isOn('property'))
    throw new UserError(`holdfast check takes one system and options, and does not know what to do with "${stray}"`);
  const known = properties.flatMap(({ kind, name }) => (kind === 'witness' ? [] : [name]));
  return namesIn(args, 'property', 'property', known, words);
}
