/** A guide in `docs`, and the files that its code is taken from. */
import { readFileSync } from 'node:fs';

/** A file of this repository. */
export const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The contents of the guide's code blocks in this language, without the indentation that a list gives them. */
export const blocksIn = (guide: string, language: string): string[] =>
  [...guide.matchAll(new RegExp(`^( *)\`\`\`${language}\n(.*?)^ *\`\`\`$`, 'gms'))].map(([, indent, block]) =>
    (block ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

/** A file of this repository as somebody who installed the package would write it. */
export const asInstalled = (path: string): string =>
  text(path)
    .replaceAll(/'[./]*\/src\/([\w-]+)\/index\.ts'/g, "'holdfast/$1'")
    .replaceAll(/'[./]*\/examples\/checkout\/(\w+)\.ts'/g, "'./$1.ts'");
