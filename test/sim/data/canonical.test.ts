import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, NotPlainData, own, thawed, type Json } from '../../../src/sim/data/canonical.ts';

const anyJson = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

/** JSON knows one zero. */
const oneZero = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

/** What a machine could look at to tell two values apart: what JSON leaves out is in it, too. */
function told(value: unknown): unknown {
  if (Object.is(value, -0)) return 'minus zero';
  if (typeof value !== 'object' || value === null) return [typeof value, String(value)];
  if (Array.isArray(value)) return ['list', ...value.map(told)];
  const bare = Object.getPrototypeOf(value) === null;
  return [bare ? 'bare' : 'record', ...Object.entries(value).map(([key, item]) => [key, told(item)])];
}

const json = fc.jsonValue({ maxDepth: 3 });
/** Values of which many differ in what JSON does not say. */
const close = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, undefined, 0, -0, false, '', 'null', 'undefined', '-0'),
    fc.array(tie('any'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('any'), { maxKeys: 2 }),
  ),
})).any;

describe('the canonical text of plain data', () => {
  it('is JSON that says the same, where JSON can say it', () => {
    fc.assert(
      fc.property(json, (value) => {
        const plain = oneZero(value as Json);
        expect(JSON.parse(canonical(plain))).toEqual(plain);
      }),
    );
  });

  it('is the same for two values if and only if no code can tell them apart', () => {
    const texts = fc.uniqueArray(close, {
      minLength: 2,
      maxLength: 40,
      selector: (value) => JSON.stringify(told(value)),
    });
    fc.assert(
      fc.property(texts, (values) => {
        expect(new Set(values.map((value) => canonical(value))).size).toBe(values.length);
        for (const value of values) expect(canonical(own(value))).toBe(canonical(value));
      }),
    );
  });

  it.each([
    ['an empty list and one with undefined', [], [undefined]],
    ['null and undefined in a list', [null], [undefined]],
    ['a key that is missing and one that is undefined', {}, { a: undefined }],
    ['zero and minus zero', 0, -0],
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['a record with and without a prototype', {}, Object.create(null)],
  ])('tells apart %s', (_what, one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
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
    ['a list of a class of its own', new (class Rows extends Array<number> {})(), 'an instance of Rows'],
    ['a list with holes', Object.assign([1], { 2: 3 }), 'a list with holes'],
    [
      'a list with more than items',
      Object.assign([1], { total: 1 }),
      'a list with a property, total, beside its items',
    ],
    ['a symbol for a key', { [Symbol('word')]: 1 }, 'an object with a symbol, Symbol(word), for a key'],
    ['a promise', Promise.resolve(1), 'an instance of Promise'],
  ])('refuses %s and says where it sits', (_name, value, found) => {
    const refused = new NotPlainData('rows[1].by.who', found);
    expect(() => canonical({ rows: [0, { by: { who: value } }] })).toThrow(refused.message);
    expect(refused.message).toContain('rows[1].by.who');
    expect(() => canonical(value)).toThrow(`the value is ${found};`);
  });

  it.each([
    [
      'an accessor',
      {
        get who() {
          return 1;
        },
      },
      'who is an accessor (get or set)',
    ],
    ['a hidden key', Object.defineProperty({}, 'who', { value: 1 }), 'who is a hidden key (not enumerable)'],
  ])('refuses %s', (_name, value, message) => {
    expect(() => canonical(value)).toThrow(message);
    expect(() => own(value)).toThrow(message);
  });

  it('refuses what is nested without end, or a hundred thousand levels deep', () => {
    const knot: { self?: unknown } = {};
    knot.self = knot;
    let deep: unknown[] = [];
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    for (const value of [knot, deep]) {
      expect(() => canonical(value)).toThrow('is nested more than 500 levels deep, or holds itself');
      expect(() => own(value)).toThrow('is nested more than 500 levels deep, or holds itself');
    }
    expect(() => canonical(Array.from({ length: 499 }).reduce<unknown>((inner) => [inner], 1))).not.toThrow();
  });
});

describe('an own copy of plain data', () => {
  const objectsIn = (value: unknown): object[] =>
    typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : [];

  it('is frozen to the bottom, shares nothing with what it was made of, and leaves that as it was', () => {
    fc.assert(
      fc.property(close, (value) => {
        const before = JSON.stringify(told(value));
        const theirs = objectsIn(value);
        const ours = objectsIn(own(value));
        expect(ours.every((object) => Object.isFrozen(object))).toBe(true);
        expect(theirs.some((object) => Object.isFrozen(object))).toBe(false);
        expect(ours.filter((object) => theirs.includes(object))).toEqual([]);
        expect(JSON.stringify(told(value))).toBe(before);
      }),
    );
  });

  it('is made once', () => {
    const copy = own({ rows: [{ id: 1 }] });
    expect(own(copy)).toBe(copy);
    expect(own([copy])[0]).toBe(copy);
  });

  it('thaws to one that says the same and may be changed', () => {
    fc.assert(
      fc.property(close, (value) => {
        const copy = thawed(own(value));
        expect(canonical(copy)).toBe(canonical(value));
        expect(objectsIn(copy).some((object) => Object.isFrozen(object))).toBe(false);
      }),
    );
  });
});
