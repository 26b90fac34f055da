import { rolloutOf, rolloutSchema, type Rollout } from '../../driver/index.ts';
import { readText } from './read-text.ts';
import { parseYamlFile } from '../../files/yaml-file.ts';

/** Reads the rollout file at `path`. Whatever is wrong with it is a `UserError`. */
export async function readRollout(path: string): Promise<Rollout> {
  return rolloutOf(parseYamlFile(path, await readText(path), rolloutSchema), path);
}
