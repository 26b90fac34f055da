/** What the options of `holdfast check` ask for. */
import { PROTOCOLS, SHIPPED_PROTOCOL } from '../../machines/index.ts';
import { MAX_OPERATIONS, type RolloutConfig } from '../../rollout/index.ts';
import { checkedIn, everyProperty, partOf } from '../../rollout/system/asked-properties.ts';
import type { Part } from '../../rollout/base/part.ts';
import { PARTS } from '../../rollout/parts/index.ts';
import { settingArguments } from '../../rollout/swarm/setting-options.ts';
import { unknownWord } from '../../nearest.ts';
import { UserError } from '../../user-error.ts';
import { namesIn, optionalNumber, type Arguments } from '../terminal/arguments.ts';
import { settingIn } from '../input/check-setting.ts';
import { MAX_STALE_VERSIONS, parseFaults } from '../input/faults.ts';
import type { CheckedConfig } from '../../jobs/rollout-subject.ts';
import { checkSampled, limitsIn, type Limits } from './check-limits.ts';

/** What is checked when --faults is not given: one of each kind that a rollout meets on any ordinary day. */
export const DEFAULT_FAULTS = 'read=1,stale=1,crash=1,failure=1';

/** An option beside which the other one would mean nothing. */
const EXCLUDED = [
  ['legacy', 'operations', 'a legacy apply has no operations'],
  ['legacy', 'order', 'a legacy apply has no operations to put in an order'],
  ['legacy', 'cutover', 'a legacy apply has no operations to cut over in an order'],
  ['legacy', 'on-failure', 'a legacy apply has no operations'],
  ['sample', 'max-states', 'a sample is limited by its number of schedules'],
  ['sample', 'max-depth', 'a sample is limited by its number of schedules'],
  ['sample', 'reduce', 'a sample draws from all interleavings'],
  ['sample', 'symmetry', 'a sample draws from all interleavings'],
  ['legacy', 'symmetry', 'a legacy apply has nothing interchangeable'],
  [
    'leases',
    'symmetry',
    'drivers claim the first claimable operation, so its place in the order tells it from the others',
  ],
  ['order', 'symmetry', 'an operation waits for those before it, so its place in the order tells it from the others'],
  ['late', 'symmetry', 'operations that are attached later differ from those that are there'],
  ['legacy', 'late', 'a legacy apply has no operations to attach'],
  ['legacy', 'finalizer', 'a legacy apply has no operations to finalize'],
  ['legacy', 'tasks', 'a legacy apply has no operations whose tasks could have rows'],
  [
    'cutover',
    'symmetry',
    'operations cut over one after the other, so its place in the order tells it from the others',
  ],
  ['symmetry', 'threads', 'with symmetry, one thread explores'],
  ['sample', 'threads', 'schedules are drawn by one thread'],
  ['sample', 'fairness', 'a sample draws every possible step as likely, which is fair towards transitions'],
  ['sample', 'max-memory', 'a sample is limited by its number of schedules'],
] as const;

/** How far to go with which rollout. */
export interface RolloutPlan extends Limits {
  readonly config: CheckedConfig;
  readonly properties: readonly string[];
}

/** The plan. @throws UserError for a value that is unknown or out of range, and for options that contradict each other */
export function planOf(args: Arguments): RolloutPlan {
  checkTogether(args);
  checkSampled(args);
  const config = configOf(args);
  const limits = limitsIn(args);
  return { config, properties: propertiesOf(args, config), ...limits };
}

/** @throws UserError for options of which one means nothing beside the other */
export function checkTogether(args: Arguments): void {
  for (const [option, other, why] of EXCLUDED) {
    if (args.isOn(option) && args.isOn(other))
      throw new UserError(`--${option} and --${other} exclude each other: ${why}`);
  }
  const counted = ['drivers', 'holders'].find((option) => args.isOn(option) && !args.isOn('leases'));
  if (counted !== undefined) {
    throw new UserError(
      `--${counted} is for --leases: without leases each operation has a drive of its own. Add --leases`,
    );
  }
}

/** The protocol that is asked for, or the shipped one. @throws UserError for one that there is not */
export function protocolIn(args: Arguments): string {
  const protocol = args.text('protocol') ?? SHIPPED_PROTOCOL.name;
  const names = PROTOCOLS.map(({ name }) => name);
  if (!names.includes(protocol)) throw new UserError(`--protocol: ${unknownWord('protocol', protocol, names)}`);
  return protocol;
}

function configOf(args: Arguments): CheckedConfig {
  const protocol = protocolIn(args);
  const operations = optionalNumber(args, 'operations', 1, MAX_OPERATIONS) ?? 2;
  const staleVersions = optionalNumber(args, 'stale-versions', 1, MAX_STALE_VERSIONS);
  const config = {
    protocol,
    faults: parseFaults(args.text('faults') ?? DEFAULT_FAULTS),
    ...(args.isOn('legacy') ? { legacy: true } : { operations }),
    ...settingIn(args, protocol),
    ...(staleVersions === undefined ? {} : { staleVersions }),
  };
  checkFaults(config);
  return config;
}

/** What puts the part into the model. */
function optionsFor({ brings, needs }: Part): string {
  return settingArguments({ ...needs, ...brings }).join(' ');
}

/** A fault that could never happen would be a check that says less than it seems to. */
function checkFaults(config: CheckedConfig): void {
  for (const part of PARTS) {
    const { name, faults = {}, within } = part;
    const fault = Object.keys(faults).find((one) => (config.faults[one] ?? 0) > 0);
    if (fault === undefined || within(config) !== null) continue;
    throw new UserError(
      `--faults ${fault} needs ${name}, which this check leaves out. Add ${optionsFor(part)}, or leave ${fault} out`,
    );
  }
}

function propertiesOf(args: Arguments, config: RolloutConfig): string[] {
  const known = checkedIn(config).map(({ name }) => name);
  const names = propertiesIn(args, 'check');
  for (const name of names) if (!known.includes(name)) throw leftOut(name, known);
  return names;
}

/**
 * `--property a --property b`, `--property a,b` and `--property a b` all name two properties.
 *
 * @throws UserError for a property that no rollout has, and for an argument of the command that is none
 */
export function propertiesIn(args: Arguments, command: string): string[] {
  const [stray] = args.positionals;
  if (stray !== undefined && !args.isOn('property')) {
    throw new UserError(
      `holdfast ${command} takes options only, and does not know what to do with "${stray}". "holdfast ${command} --help" lists them.`,
    );
  }
  const every = everyProperty().map(({ name }) => name);
  return namesIn(args, 'property', 'property', every, args.positionals);
}

/** A check without the part that a property is about would find that it holds, and mean nothing by it. */
function leftOut(property: string, known: readonly string[]): UserError {
  const part = partOf(property);
  const remedy = part === undefined ? '' : ` Add ${optionsFor(part)}, or ask for one of: ${known.join(', ')}`;
  return new UserError(`--property ${property} needs ${part?.name ?? 'a part'}, which this check leaves out.${remedy}`);
}
