/** What a rollout is built from besides its protocol, its size and its faults: the options that say so, and how they are written. */
import { unknownWord } from '../../nearest.ts';
import { SETTINGS, type RolloutSetting } from '../../rollout/index.ts';
import { optionOf } from '../../rollout/swarm/setting-options.ts';
import { SETTING_NAMES, type Setting, type SettingName } from '../../rollout/base/settings.ts';
import { UserError } from '../../user-error.ts';
import { wholeNumber, type Arguments, type Option, type Options } from '../terminal/arguments.ts';
import { unknownMutant } from './rollout-config.ts';

function helpOf(setting: Setting): Option {
  const { help } = setting;
  switch (setting.kind) {
    case 'flag':
      return { help };
    case 'word':
      return { value: setting.what.toUpperCase(), help };
    case 'count':
      return { value: 'N', help };
    case 'name':
      return { value: 'NAME', help };
  }
}

/** The options, as `holdfast check --help` lists them. */
export const SETTING_OPTIONS: Options = Object.fromEntries(
  SETTING_NAMES.map((name) => [optionOf(name), helpOf(SETTINGS[name])]),
);

/** The setting that the options ask for. @throws UserError for a word or a mutant that is unknown, or a number out of range */
export function settingIn(args: Arguments, protocol: string): RolloutSetting {
  const given = SETTING_NAMES.filter((name) => args.isOn(optionOf(name)));
  const setting: RolloutSetting = Object.fromEntries(given.map((name) => [name, valueOf(name, args)]));
  const wrong = unknownMutant({ protocol, ...setting });
  if (wrong !== null) throw new UserError(`--mutant: ${wrong}`);
  return setting;
}

function valueOf(name: SettingName, args: Arguments): string | number | boolean {
  const setting: Setting = SETTINGS[name];
  const option = optionOf(name);
  const text = args.text(option) ?? '';
  switch (setting.kind) {
    case 'flag':
      return true;
    case 'count':
      return wholeNumber(option, text, setting);
    case 'word':
      if (setting.words.includes(text)) return text;
      throw new UserError(`--${option}: ${unknownWord(setting.what, text, setting.words)}`);
    case 'name':
      return text;
  }
}
