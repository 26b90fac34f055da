import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/report/index.ts';

const header = ['fault', 'injected'];
const rows = [
  ['read', '1,204'],
  ['crash', '7'],
];

describe('a table', () => {
  it('lines its columns up under the header', () => {
    expect(renderTable(rows, { header, align: [undefined, 'right'] }).split('\n')).toEqual([
      'fault  injected',
      '─────  ────────',
      'read      1,204',
      'crash         7',
    ]);
  });

  it('counts the columns that a terminal uses, not letters', () => {
    const lines = renderTable(
      [
        ['⚡ x', '|'],
        ['漢字', '|'],
        ['e\u0301', '|'],
      ],
      { header: ['', ''], unicode: false },
    ).split('\n');
    expect(lines.slice(2)).toEqual(['⚡ x  |', '漢字  |', 'e\u0301     |']);
  });

  it('wraps between words to fit a width, and cuts nothing off where it cannot', () => {
    const long = [['listOperations', 'fails before it takes effect']];
    const text = renderTable(long, { header: ['what', 'means'], width: 30 });
    expect(text.split('\n').slice(2)).toEqual([
      'listOperations  fails before',
      '                it takes',
      '                effect',
    ]);
    expect(renderTable(long, { header: ['what', 'means'], width: 5 })).toContain('listOperations');
  });

  it('fills short rows with empty cells and shows a table without rows', () => {
    expect(renderTable([['read']], { header })).toContain('read');
    expect(renderTable([], { header }).split('\n')).toHaveLength(2);
  });

  it('styles cells by their text, only where colour is asked for', () => {
    const style = (text: string) => (text === 'crash' ? ('bad' as const) : undefined);
    expect(renderTable(rows, { header, style, color: true })).toContain('\u001b[31mcrash\u001b[0m');
    expect(renderTable(rows, { header, style })).not.toContain('\u001b');
  });

  it('is ASCII where asked', () => {
    expect(renderTable(rows, { header, unicode: false })).toContain('-----  --------');
  });
});
