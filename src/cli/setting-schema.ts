/** Settings as a token or a scenario file says them. */
import { z } from 'zod';
import { SETTINGS } from '../rollout/index.ts';
import { SETTING_NAMES, type Setting, type SettingName } from '../rollout/settings.ts';

/** What each setting may be, by its name; `without` are left out. */
export function settingShape(without: readonly SettingName[] = []): Record<string, z.ZodType> {
  const names = SETTING_NAMES.filter((name) => !without.includes(name));
  return Object.fromEntries(names.map((name) => [name, schemaOf(SETTINGS[name]).exactOptional()]));
}

function schemaOf(setting: Setting): z.ZodType {
  const { help } = setting;
  switch (setting.kind) {
    case 'flag':
      return z.boolean().describe(help);
    case 'word':
      return z.enum(setting.words).describe(help);
    case 'count':
      return z.int().min(setting.min).max(setting.max).describe(help);
    case 'name':
      return z.string().describe(help);
  }
}
