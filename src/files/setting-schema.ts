/** Settings as a token or a scenario file says them. */
import { z } from 'zod';
import { SETTINGS } from '../rollout/index.ts';
import { SETTING_NAMES, type Setting, type SettingName } from '../rollout/base/settings.ts';

/** What each setting may be, by its name; `without` are left out. */
export function settingShape(without: readonly SettingName[] = []): Record<string, z.ZodType> {
  const names = SETTING_NAMES.filter((name) => !without.includes(name));
  return Object.fromEntries(names.map((name) => [name, schemaOf(SETTINGS[name]).exactOptional()]));
}

/** What an operation may wait for in its own deployment. */
export const PLACE_SHAPE = {
  deployment: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Where it is rolled out to. Without it, what follows means nothing.'),
  key: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Which work it is, as a path: "shop/orders"; "shop/group_finalizer".'),
  kind: z
    .enum(['work', 'group_finalizer'])
    .exactOptional()
    .describe('A group finalizer waits for all work of its scope, which is its key without the last part.'),
  step: z.int().min(0).exactOptional().describe('A table step waits for all with a lower number.'),
};

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
