// The mutants of test/mutants, and whether they still fit the source.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'test', 'mutants');

/**
 * @typedef {object} Mutant
 * @property {string} name unique, in words
 * @property {string} file in which it is, from the project's root
 * @property {string} find text that is there exactly once
 * @property {string} replace what is put in its place
 * @property {string} why what goes wrong
 * @property {readonly string[]} tests the files that have to notice, as few as do
 * @property {string} [equivalent] why no input tells it from the source
 * @property {string} list the file that it is from
 */

/** @returns {Promise<Mutant[]>} */
export async function readMutants() {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.mjs'))
    .toSorted();
  const lists = await Promise.all(
    files.map(async (file) => {
      // oxlint-disable-next-line import/no-dynamic-require -- because the lists are the files of a folder
      const { default: mutants } = await import(pathToFileURL(join(FOLDER, file)).href);
      return mutants.map((mutant) => ({ ...mutant, list: basename(file, '.mjs') }));
    }),
  );
  const all = lists.flat();
  const twice = all.find(({ name }, at) => all.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) throw new Error(`two mutants are called "${twice.name}"`);
  return all;
}

/**
 * What of a mutant is outdated: an error, as it would be judged by nothing.
 *
 * @param {Mutant} mutant
 * @returns {string[]}
 */
export function problemsOf({ name, file, find, replace, tests }) {
  const path = join(ROOT, file);
  const problem = (text) => `mutant "${name}": ${text}`;
  if (!existsSync(path)) return [problem(`there is no ${file}`)];
  const times = readFileSync(path, 'utf8').split(find).length - 1;
  return [
    ...(times === 1
      ? []
      : [problem(`its text is in ${file} ${times} times, not once; look what became of it:\n${find}`)]),
    ...(find === replace ? [problem('it replaces a text by itself')] : []),
    ...(tests.length > 0 ? [] : [problem('it names no test')]),
    ...tests.filter((test) => !existsSync(join(ROOT, test))).map((test) => problem(`there is no ${test}`)),
  ];
}

/** Whether the result is one that a mutant should have. */
export function isGood(result) {
  return ['killed', 'killed by the time limit', 'equivalent'].includes(result);
}
