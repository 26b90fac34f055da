/** Which way imports go between the rooms of one folder. */
import { dirname, join } from 'node:path/posix';
import { LAYERS } from './rooms.ts';

/** A source file: its path from `src` on, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The imports that go from a room to one that comes after it, or that LAYERS does not know: `from -> to`. */
export function upwardImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsIn(text)
      .map((specifier) => join(dirname(path), specifier))
      .filter((target) => isUpward(path, target))
      .map((target) => `${path} -> ${target}`),
  );
}

/** Base names that more than one file has; the door of a room is always called the same. */
export function namesTwice(files: readonly Pick<SourceFile, 'path'>[]): string[] {
  const names = files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).filter((name) => name !== 'index.ts');
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

const importsIn = (text: string): string[] =>
  [...text.matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)].map(
    ([, named, called]) => (named ?? called) as string,
  );

function isUpward(path: string, target: string): boolean {
  const [folder = '', from = ''] = path.split('/');
  const [other, to = ''] = target.split('/');
  const layers = LAYERS[folder];
  // Files beside the rooms put them together, and no room may ask for those.
  if (layers === undefined || folder !== other || from.endsWith('.ts')) return false;
  return from !== to && (!layers.includes(to) || layers.indexOf(to) > layers.indexOf(from));
}
