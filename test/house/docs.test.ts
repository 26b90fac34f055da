import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const paths = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
const pages = ['README.md', 'ARCHITECTURE.md', ...paths.filter((path) => /^docs\/[^/]+\.md$/.test(path))];

/** Files that a page names and that there are not. */
function missingIn(text: string): string[] {
  const named = [...text.matchAll(/`((?:[\w.-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|mjs))`/g)].map(
    ([, path]) => path as string,
  );
  const isThere = (name: string): boolean =>
    paths.some((path) => path === name || path.endsWith(`/${name}`) || basename(path) === name);
  return named.filter((name) => !isThere(name));
}

describe('the docs', () => {
  it.each(pages)('name only files that there are: %s', (page) => {
    expect(missingIn(readFileSync(`${ROOT}${page}`, 'utf8'))).toEqual([]);
  });

  it('would be told of one that is gone', () => {
    expect(missingIn('see `kernel.ts`, `src/sim/kernel/kernel.ts` and `src/sim/kernel.ts`, `gone.ts`')).toEqual([
      'src/sim/kernel.ts',
      'gone.ts',
    ]);
  });
});
