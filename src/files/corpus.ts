/**
 * The corpus of a simulation: a folder with the races that were found, a file each, and how far each campaign has come.
 *
 * Every file says what it is and carries a checksum. What is damaged, or is somebody else's, is refused before anything is
 * written, and is never overwritten. A file is written beside its place and then put there, so that whoever looks finds
 * the old one or the new one, whole.
 */
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { crc32 } from 'node:zlib';
import type { Campaign, Json } from '../sim/index.ts';
import { UserError } from '../user-error.ts';
import { corpusFile, type CorpusFile } from './corpus-file.ts';

/** A race that was found: the property that it breaks, and how it is replayed. */
export interface CorpusRace {
  readonly property: string;
  readonly token: string;
}

/** An open corpus. */
export class Corpus {
  readonly #folder: string;
  readonly #files: Map<string, CorpusFile>;

  private constructor(folder: string, files: Map<string, CorpusFile>) {
    this.#folder = folder;
    this.#files = files;
  }

  /** Reads all that is there; a folder that there is not is made. @throws UserError for what is not a corpus */
  static async open(folder: string): Promise<Corpus> {
    try {
      await mkdir(folder, { recursive: true });
      const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
      const files = names.toSorted().map(async (name) => [name, await read(folder, name)] as const);
      return new Corpus(folder, new Map(await Promise.all(files)));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`--corpus ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  /** The races, in the order of their files. */
  get races(): readonly CorpusRace[] {
    return [...this.#files.values()].flatMap((file) => (file.holdfast === 'race' ? [file] : []));
  }

  /** How far the campaign of that key has come; undefined if it has not begun. */
  campaign(key: Json): Campaign | undefined {
    const file = this.#files.get(campaignName(key));
    if (file?.holdfast !== 'campaign') return undefined;
    if (JSON.stringify(file.key) === JSON.stringify(key)) return file.campaign;
    throw new UserError(
      `--corpus ${this.#folder}: ${campaignName(key)} is of another campaign, and by chance has the same name. Use another folder for this one`,
    );
  }

  async keepCampaign(key: Json, campaign: Campaign): Promise<void> {
    await this.#write(campaignName(key), { holdfast: 'campaign', key, campaign });
  }

  /** Adds a race, unless it is there. */
  async keepRace({ property, token }: CorpusRace): Promise<void> {
    const name = `race-${property}-${sumOf(token)}.json`;
    if (!this.#files.has(name)) await this.#write(name, { holdfast: 'race', property, token });
  }

  async #write(name: string, file: CorpusFile): Promise<void> {
    const path = join(this.#folder, name);
    const beside = join(this.#folder, `.${name}.${process.pid}`);
    const handle = await open(beside, 'w');
    try {
      await handle.writeFile(`${JSON.stringify({ sum: sumOf(JSON.stringify(file)), ...file })}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
    this.#files.set(name, file);
  }
}

const NAME = /^(campaign-[\da-f]{8}|race-[a-z-]+-[\da-f]{8})\.json$/;

async function read(folder: string, name: string): Promise<CorpusFile> {
  const path = join(folder, name);
  if (!NAME.test(name)) {
    throw new UserError(
      `${path}: not a file of a corpus. Nothing was changed; give --corpus a folder of its own, where there is nothing else`,
    );
  }
  const file = corpusFile(await readFile(path, 'utf8'), sumOf);
  if (file !== null) return file;
  throw new UserError(
    `${path}: damaged, or not written by this version of holdfast. Nothing was changed; move the file away, or restore it`,
  );
}

const campaignName = (key: Json): string => `campaign-${sumOf(JSON.stringify(key))}.json`;

const sumOf = (text: string): string => crc32(text).toString(16).padStart(8, '0');
