/** Settings of a rollout as the command line writes them: for options that are read, and for commands that are printed. */
import { settingOf, type RolloutSetting, type SettingName } from '../base/settings.ts';

/** `onFailure` is `--on-failure`; without the dashes in front. */
export function optionOf(name: SettingName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The options that ask for this setting. */
export function settingArguments(setting: RolloutSetting): string[] {
  return Object.entries(settingOf(setting)).map(([name, value]) => {
    const option = `--${optionOf(name as SettingName)}`;
    return value === true ? option : `${option} ${String(value)}`;
  });
}
