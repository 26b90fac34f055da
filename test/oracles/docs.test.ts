import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expectedOf } from './expected.ts';
import { ORACLES } from './index.ts';
import { oraclesTable, violationsTable } from './table.ts';
import { VIOLATIONS } from './violations.ts';

const page = readFileSync(new URL('../../docs/oracles.md', import.meta.url), 'utf8');

it('docs/oracles.md has the table that the definitions say: names, sources, published numbers and ours', () => {
  expect(page).toContain(oraclesTable(ORACLES, expectedOf));
});

it('docs/oracles.md has every published violation, with the length of its counterexample', () => {
  expect(page).toContain(violationsTable(VIOLATIONS, ({ shortest }) => shortest?.steps));
});

it('no two models have one name', () => {
  const names = ORACLES.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
