import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { namesTwice, upwardImports, type SourceFile } from './layers.ts';
import { LAYERS } from './rooms.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(`${SRC}${path}`, 'utf8') }));

describe('the rooms of a folder', () => {
  it.each(Object.keys(LAYERS))('are the folders of src/%s', (folder) => {
    const rooms = files.flatMap(({ path }) => {
      const [top, room = ''] = path.split('/');
      return top === folder && !room.endsWith('.ts') ? [room] : [];
    });
    expect([...new Set(rooms)].toSorted()).toEqual(LAYERS[folder]?.toSorted());
  });

  it('import only those before them', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(upwardImports(files)).toEqual([]);
  });

  it.each([
    ['a room above', "import { explore } from '../search/explore.ts';"],
    ['a type of a room above', "import type { Exploration } from '../search/exploration.ts';"],
    ['a room that is not known', "import { x } from '../attic/x.ts';"],
    ['the folder as a whole', "export { x } from '../index.ts';"],
    ['a room above, when it is called', "export const later = () => import('../campaign/batch.ts');"],
  ])('are told where one imports %s', (_what, text) => {
    expect(upwardImports([{ path: 'sim/kernel/kernel.ts', text }])).toHaveLength(1);
  });

  it('may import rooms below, their own files and other folders', () => {
    const text =
      "import { a } from '../data/a.ts';\nimport { b } from './b.ts';\nimport { c } from '../../nearest.ts';";
    expect(upwardImports([{ path: 'sim/kernel/kernel.ts', text }])).toEqual([]);
  });
});

describe('the files of src', () => {
  it('have no base name twice', () => {
    expect(namesTwice(files)).toEqual([]);
  });

  it('would be told of one', () => {
    expect(
      namesTwice([{ path: 'sim/a.ts' }, { path: 'cli/b/a.ts' }, { path: 'x/index.ts' }, { path: 'y/index.ts' }]),
    ).toEqual(['a.ts']);
  });
});
