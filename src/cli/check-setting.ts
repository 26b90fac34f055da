/** What a rollout is built from besides its protocol, its size and its faults: the options that say so, and how they are written. */
import type { RolloutSetting } from '../rollout/fault-classes.ts';
import { unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';
import type { Arguments, Options } from './arguments.ts';

const POLICIES = ['halt', 'continue', 'pause'] as const;

/** The options, as `holdfast check --help` lists them. */
export const SETTING_OPTIONS = {
  'on-failure': {
    value: 'POLICY',
    help: 'what a failed operation does to the rest: halt (default), continue, or pause until somebody releases it',
  },
} as const satisfies Options;

/** The setting that the options ask for. @throws UserError for an unknown policy */
export function settingOf(args: Arguments): RolloutSetting {
  const word = args.text('on-failure');
  if (word === undefined) return {};
  const onFailure = POLICIES.find((policy) => policy === word);
  if (onFailure === undefined) throw new UserError(`--on-failure: ${unknownWord('policy', word, POLICIES)}`);
  return { onFailure };
}

/** The options that ask for this setting. */
export function settingArguments({ onFailure }: RolloutSetting): string[] {
  return onFailure === undefined ? [] : [`--on-failure ${onFailure}`];
}
