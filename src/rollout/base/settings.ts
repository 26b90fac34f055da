/**
 * What a rollout is built from besides its protocol, its size and its faults, as data: from this table come the type, the options of
 * the command line, and what a token or a scenario file may say.
 */
import { DEPLOYMENT_ORDERS } from '../../machines/index.ts';

/** More drives than operations wait; more than this and the numbers of worlds are all that grows. */
export const MAX_DRIVERS = 26;

/** As many as are made in production before an operation is given up. */
const MAX_RETRIES = 10;
/** More tables than this in an operation, and the numbers of worlds are all that grows. */
export const MAX_TASKS = 9;

/** More than this attached, and the numbers of worlds are all that grows. */
export const MAX_LATE = 25;

/** What a setting takes: nothing (it is on or off), one of a few words, a whole number, or a name that depends on the rest. */
export type Setting = { readonly help: string } & (
  | { readonly kind: 'flag' }
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly what: string }
  | { readonly kind: 'count'; readonly min: number; readonly max: number }
  | { readonly kind: 'name' }
);

/** Every setting. What is left out is as the help says, or not in the model. @public */
export const SETTINGS = {
  onFailure: {
    kind: 'word',
    words: ['halt', 'continue', 'pause'],
    what: 'policy',
    help: 'what a failed operation does to the rest: halt (default), continue, or pause until somebody releases it',
  },
  leases: { kind: 'flag', help: 'lease operations to drivers that take any of them' },
  drivers: {
    kind: 'count',
    min: 1,
    max: MAX_DRIVERS,
    help: `drivers that lease operations, 1 to ${MAX_DRIVERS}; as many as operations by default`,
  },
  holders: {
    kind: 'count',
    min: 1,
    max: MAX_DRIVERS,
    help: 'drivers that may hold leases of the apply at a time; as many as there are by default',
  },
  order: {
    kind: 'word',
    words: DEPLOYMENT_ORDERS,
    what: 'order',
    help: 'operations wait for earlier ones: rolling, barrier or parallel; without it they do not, not even for one that failed',
  },
  requests: {
    kind: 'flag',
    help: 'what the operator asks for is a row that a control loop carries out and answers; without it, it is done at once',
  },
  reaper: { kind: 'flag', help: 'close what a settled apply has left over (with leases); without it that stays open' },
  target: { kind: 'flag', help: 'a newer apply waits for the same target; without it nobody else wants it' },
  misreports: { kind: 'flag', help: 'an engine may say nothing of its work, or what is not true any more' },
  retries: {
    kind: 'count',
    min: 1,
    max: MAX_RETRIES,
    help: `retries that an apply has for all its operations, 1 to ${MAX_RETRIES}; without it no engine fails in a way that may be retried`,
  },
  tasks: {
    kind: 'count',
    min: 1,
    max: MAX_TASKS,
    help: `operations have so many tasks, 1 to ${MAX_TASKS}, with rows that are mirrored from the engine; without it an operation is one task`,
  },
  late: {
    kind: 'count',
    min: 1,
    max: MAX_LATE,
    help: 'so many of the operations, the last ones, are not there at first and may be attached (fault attach)',
  },
  finalizer: {
    kind: 'flag',
    help: 'the last operation is the group finalizer of the others: it waits until they have completed',
  },
  cutover: {
    kind: 'flag',
    help: 'engines stop before the switch, and operations cut over in deployment order once somebody asks for it',
  },
  revertWindow: { kind: 'flag', help: 'after its cutover an operation may be reverted until a window closes' },
  summary: { kind: 'flag', help: 'drives tell how their apply ended; without it nobody is told' },
  isolation: {
    kind: 'word',
    words: ['serializable', 'snapshot', 'read-committed'],
    what: 'level',
    help: "how the store keeps transactions apart: serializable (default: each takes one instant), snapshot (PostgreSQL's repeatable read) or read-committed",
  },
  changedRows: {
    kind: 'flag',
    help: "the database reports how many rows an update changed, and not how many it found (MySQL's default)",
  },
  mutant: {
    kind: 'name',
    help: 'check the protocol with this one thing wrong; "holdfast matrix --mutants" lists what there is',
  },
} as const satisfies Readonly<Record<string, Setting>>;

type Value<Of extends Setting> = Of extends { readonly kind: 'flag' }
  ? boolean
  : Of extends { readonly words: readonly (infer Word)[] }
    ? Word
    : Of extends { readonly kind: 'count' }
      ? number
      : string;

/** What may differ between two rollouts of one protocol and size, besides their faults; {@link SETTINGS} says what each does. @public */
export type RolloutSetting = { readonly [Name in keyof typeof SETTINGS]?: Value<(typeof SETTINGS)[Name]> };

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;

/** The names in the order of the table. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** The setting of a config: what it says besides protocol, size and faults, and no flag that is off. */
export function settingOf(config: RolloutSetting): RolloutSetting {
  const told = SETTING_NAMES.filter((name) => config[name] !== undefined && config[name] !== false);
  return Object.fromEntries(told.map((name) => [name, config[name]]));
}
