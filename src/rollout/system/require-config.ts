/** Whether a config, written in code, says something that a rollout can be built from. */
import { unknownWord } from '../../nearest.ts';
import { SystemError } from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import { SETTINGS, SETTING_NAMES, type Setting } from '../base/settings.ts';

const OTHERS = ['protocol', 'operations', 'legacy', 'apply', 'faults', 'staleVersions'];

/** @throws SystemError for what no rollout knows: it would be built without, and nobody would know */
export function requireConfig(config: RolloutConfig, faults: readonly string[]): void {
  const known = [...SETTING_NAMES, ...OTHERS];
  for (const [name, value] of Object.entries(config) as [string, unknown][]) {
    if (!known.includes(name)) throw new SystemError(`rollout: ${unknownWord('setting', name, known)}`);
    const setting: Setting | undefined = (SETTINGS as Readonly<Record<string, Setting>>)[name];
    if (setting !== undefined && value !== undefined) requireSetting(name, setting, value);
  }
  requireFlag('legacy', config.legacy);
  for (const fault of Object.keys(config.faults ?? {}))
    if (!faults.includes(fault)) throw new SystemError(`rollout: ${unknownWord('fault', fault, faults)}`);
}

function requireSetting(name: string, setting: Setting, value: unknown): void {
  if (setting.kind === 'flag') requireFlag(name, value);
  else if (setting.kind === 'count') requireCount(name, setting, value);
  else if (typeof value !== 'string') throw new SystemError(`rollout: ${name} is ${String(value)}: it must be a text`);
  else if (setting.kind === 'word' && !setting.words.includes(value))
    throw new SystemError(`rollout: ${unknownWord(setting.what, value, setting.words)}`);
}

function requireFlag(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new SystemError(`rollout: ${name} is ${JSON.stringify(value)}: it must be true or false`);
}

function requireCount(
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
  value: unknown,
): void {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return;
  throw new SystemError(`rollout: ${name} is ${String(value)}: it must be a whole number from ${min} to ${max}`);
}
