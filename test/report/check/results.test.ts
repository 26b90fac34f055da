import { describe, expect, it } from 'vitest';
import { renderMatrix, type MatrixReport } from '../../../src/report/index.ts';
import { plain } from '../races.ts';

const report = (
  protocol: string,
  result: 'holds' | 'violated' | 'inconclusive',
  rest: Partial<MatrixReport> = {},
): MatrixReport => ({
  protocol,
  verdict: 'exhausted',
  states: 13_650,
  properties: [{ name: 'no-false-terminal', kind: 'safety', result }],
  ...rest,
});

const extra = { name: 'every-apply-settles', kind: 'liveness', result: 'holds' } as const;
const cells = (text: string, title: string): string[] =>
  (text.split('\n').find((line) => line.startsWith(title)) ?? '').split(/ {2,}/).slice(1);

describe('the matrix of protocols and properties', () => {
  const text = renderMatrix([
    report('own-tasks', 'violated'),
    report('merged', 'holds', { properties: [...report('', 'holds').properties, extra] }),
    report('refuse', 'inconclusive', { verdict: 'bounded', states: 1_000_000 }),
  ]);

  it('has a column for each protocol and a row for each property', () => {
    expect(text.split('\n')[0]?.trim().split(/ {2,}/)).toEqual(['own-tasks', 'merged', 'refuse']);
    expect(cells(text, 'no-false-terminal')).toEqual(['✗ violated', '✓ holds', '? inconclusive']);
  });

  it('says how much of each protocol was seen', () => {
    expect(cells(text, 'verdict')).toEqual(['exhausted', 'exhausted', 'bounded']);
    expect(cells(text, 'states')).toEqual(['13,650', '13,650', '1,000,000']);
  });

  it('leaves open what a protocol was not checked for', () => {
    expect(cells(text, 'every-apply-settles')).toEqual(['-', '✓ holds', '-']);
  });

  it('puts protocols that do not fit side by side into further tables', () => {
    const many = Array.from({ length: 9 }, (_, index) => report(`protocol-${index}`, 'violated'));
    const narrow = renderMatrix(many, { width: 60 });
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(narrow.split('\n\n')).toHaveLength(3);
    for (const { protocol } of many) expect(narrow.split(protocol)).toHaveLength(2);
    expect(renderMatrix(many, { width: 10 }).split('\n\n')).toHaveLength(9);
  });

  it('says the same in colour and in ASCII', () => {
    expect(renderMatrix([report('a', 'violated')], { color: true })).toContain('\u001b[31m✗ violated\u001b[0m');
    expect(plain(renderMatrix([report('a', 'holds')], { color: true }))).toBe(renderMatrix([report('a', 'holds')]));
    expect(renderMatrix([report('a', 'holds')], { unicode: false })).toContain('ok holds');
  });

  it('is no table where there is no report', () => {
    expect(renderMatrix([])).toBe('');
  });
});
