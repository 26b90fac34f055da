/** The folder in which an apply's commands are recorded, and the mark that ties it to one creation of the apply in a store. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { UserError } from '../../user-error.ts';

/** What a state folder is prepared for. */
export interface StateFolder {
  readonly folder: string;
  /** From `Created.run`: which creation of the apply the folder belongs to. */
  readonly run: string;
  /** Whether some operation of the apply had been started, read from the store before this call. */
  readonly started: boolean;
}

/**
 * Makes the folder, or checks that it belongs to this run of the apply. @public
 *
 * Throws a `UserError` when it belongs to another one (the store was replaced, so its exit codes would be taken for this run's)
 * or when it is missing although commands were started (they may still be running).
 */
export async function prepareStateFolder({ folder, run, started }: StateFolder): Promise<void> {
  const mark = join(folder, 'run');
  const found = await readFile(mark, 'utf8').catch(() => null);
  if (found === run) return;
  if (found !== null) throw new UserError(`${folder} belongs to another run: ${ANOTHER_RUN}`);
  if (started) throw new UserError(`${folder} is missing or incomplete: ${NO_RECORD}`);
  await mkdir(folder, { recursive: true });
  const draft = `${mark}.${randomUUID()}`;
  await writeFile(draft, run);
  await rename(draft, mark);
}

const ANOTHER_RUN =
  'the store was deleted or replaced since. Make sure that no command of it is running, delete the folder, and start again.';
const NO_RECORD =
  'the store says that commands were started, but not here, and they may be running. Put the folder back, or give the rollout another apply id.';

/** A name as a file name: different names stay different, and none means anything to the file system. */
export function safeName(name: string): string {
  return encodeURIComponent(name).replace(/^\./, '%2E');
}
