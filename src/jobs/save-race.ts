/** Writes a race as a scenario file. */
import { link, lstat, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import type { CampaignProperty, CampaignReport } from '../report/index.ts';
import { UserError } from '../user-error.ts';
import { raceScenario } from './race-scenario.ts';
import { loadScenario } from '../files/scenario-file.ts';

const NAME = /^([a-z0-9][a-z0-9-]*)\.yaml$/;

/** @throws UserError where no scenario can be written: told before a campaign is run for it */
export async function checkSavePath(path: string): Promise<void> {
  if (!NAME.test(basename(path)))
    throw new UserError(
      `--save ${path}: expected the name of a scenario file in small letters, as in scenarios/found-race.yaml`,
    );
  if (await exists(path)) throw alreadyThere(path);
  const folder = await stat(dirname(path)).catch(() => null);
  if (folder?.isDirectory() !== true) throw new UserError(`--save ${path}: there is no folder ${dirname(path)}`);
}

/** Writes the race, if there is one. Resolves to a line that says what was done. @throws UserError for one that no scenario can tell */
export async function saveRace(
  path: string,
  property: CampaignProperty | undefined,
  { seed }: CampaignReport,
): Promise<string> {
  if (property?.race === undefined) return `--save ${path}: nothing broke, so there is nothing to save`;
  const [, name = ''] = NAME.exec(basename(path)) ?? [];
  const found = `Found by "holdfast simulate", seed ${seed}, batch ${property.race.batch}, and shrunk.`;
  const scenario = await raceScenario(name, property.name, property.race, found);
  const text = `${SCHEMA}\n${stringify(scenario, { lineWidth: 128 })}`;
  loadScenario(path, text);
  await writeNew(path, text);
  return `saved as ${path}`;
}

const SCHEMA = '# yaml-language-server: $schema=./scenario.schema.json';

/** The whole file or none, and never over another one. */
async function writeNew(path: string, text: string): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}`);
  await writeFile(beside, text, { flag: 'wx' });
  try {
    await link(beside, path);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere(path) : error;
  } finally {
    await rm(beside, { force: true });
  }
}

const alreadyThere = (path: string): UserError =>
  new UserError(`--save ${path}: there is a file of that name already, and it was not changed. Give another name`);

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
