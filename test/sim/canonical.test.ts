import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, NotPlainData, type Json } from '../../src/sim/canonical.ts';

const anyJson = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

/** Another object that says the same: keys in the other order, undefined properties added. */
function disguised(value: Json): Json {
  if (Array.isArray(value)) return value.map(disguised);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, part === undefined ? part : disguised(part)]);
  return Object.fromEntries([['not there', undefined], ...entries.toReversed()]) as Json;
}

/** JSON knows one zero. */
const oneZero = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

describe('the canonical text of plain data', () => {
  it('is JSON that says the same', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(oneZero(value));
      }),
    );
  });

  it('is the same for any order of keys and with undefined properties', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonical(disguised(value))).toBe(canonical(value));
      }),
    );
  });

  it('is another for a value that says something else', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (one, other) => {
        const equal = JSON.stringify(JSON.parse(canonical(one))) === JSON.stringify(JSON.parse(canonical(other)));
        expect(canonical(one) === canonical(other)).toBe(equal);
      }),
    );
    const alike: readonly Json[] = [
      null,
      false,
      0,
      '',
      '0',
      'null',
      [],
      {},
      [[]],
      [null],
      { '': null },
      { 0: 0 },
      [0],
      ['0'],
    ];
    expect(new Set(alike.map((value) => canonical(value))).size).toBe(alike.length);
  });

  it('takes minus zero for zero and undefined for null', () => {
    expect(canonical([-0, undefined])).toBe(canonical([0, null]));
  });

  class Row {
    readonly id = 1;
  }

  it.each([
    ['a function', () => 1, 'a function'],
    ['a symbol', Symbol('word'), 'a symbol'],
    ['a big integer', 1n, 'a bigint'],
    ['not a number', Number.NaN, 'NaN'],
    ['infinity', Number.POSITIVE_INFINITY, 'Infinity'],
    ['a map', new Map([[1, 2]]), 'an instance of Map'],
    ['a date', new Date(0), 'an instance of Date'],
    ['an error', new Error('no'), 'an instance of Error'],
    ['an instance of a class', new Row(), 'an instance of Row'],
  ])('refuses %s and says where it sits', (_name, value, found) => {
    const refused = new NotPlainData('rows[1].by.who', found);
    expect(() => canonical({ rows: [0, { by: { who: value } }] })).toThrow(refused.message);
    expect(refused.message).toContain('rows[1].by.who');
    expect(() => canonical(value)).toThrow(`the value is ${found};`);
  });
});
