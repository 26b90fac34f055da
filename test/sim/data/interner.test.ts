import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interner } from '../../../src/sim/data/interner.ts';

describe('an interner', () => {
  it('numbers keys from zero in the order of first sight and makes each value once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 })), (keys) => {
        const interner = new Interner<{ readonly key: string }>();
        const made: string[] = [];
        const make = (key: string) => () => {
          made.push(key);
          return { key };
        };
        const distinct = [...new Set(keys)];
        for (const key of keys) expect(interner.id(key, make(key))).toBe(distinct.indexOf(key));
        expect(made).toEqual(distinct);
        expect(interner.size).toBe(distinct.length);
        expect(distinct.map((_, id) => interner.value(id).key)).toEqual(distinct);
      }),
    );
  });

  it('keeps the value that was made first', () => {
    const interner = new Interner<string>();
    interner.id('key', () => 'first');
    interner.id('key', () => 'second');
    expect(interner.value(0)).toBe('first');
  });

  it('refuses a number that it never gave', () => {
    const interner = new Interner<string>();
    interner.id('a', () => 'a');
    expect(() => interner.value(1)).toThrow('no value has the number 1: there are 1');
  });
});
