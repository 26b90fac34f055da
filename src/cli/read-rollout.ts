import { readFile } from 'node:fs/promises';
import { rolloutOf, rolloutSchema, type Rollout } from '../driver/index.ts';
import { UserError } from '../user-error.ts';
import { parseYamlFile } from './yaml-file.ts';

/** Reads the rollout file at `path`. Whatever is wrong with it is a `UserError`. */
export async function readRollout(path: string): Promise<Rollout> {
  return rolloutOf(parseYamlFile(path, await textOf(path), rolloutSchema), path);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder; name a rollout file in it',
  EACCES: 'it may not be read',
};

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UserError(`cannot read ${path}: ${REASONS[code] ?? code}`);
  }
}
