import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, unknownWord } from '../src/nearest.ts';

const KNOWN = ['halt', 'continue', 'pause', 'no-false-terminal', 'order-respected'];

describe('nearest', () => {
  it.each([
    ['a missing letter', 'no-false-terminl', 'no-false-terminal'],
    ['an extra letter', 'pausee', 'pause'],
    ['a wrong letter', 'hald', 'halt'],
    ['two neighbours swapped', 'hlat', 'halt'],
    ['another letter case', 'CONTINUE', 'continue'],
    ['several slips in a long word', 'oder-respeted', 'order-respected'],
    ['the word itself', 'pause', 'pause'],
  ])('forgives %s', (_slip, word, meant) => {
    expect(nearest(word, KNOWN)).toBe(meant);
  });

  it.each(['', 'x', 'hold', 'haltingly', 'completed', 'resume'])('finds nothing near %j', (word) => {
    expect(nearest(word, KNOWN)).toBeUndefined();
  });

  it('counts a swap as one edit, so a word of three letters can have one', () => {
    expect(nearest('acb', ['abc'])).toBe('abc');
    expect(nearest('cab', ['abc'])).toBeUndefined();
  });

  it('takes the first of equally near words, and a nearer one before both', () => {
    expect(nearest('cat', ['bat', 'cot'])).toBe('bat');
    expect(nearest('cat', ['bat', 'cot', 'Cat'])).toBe('Cat');
  });

  it('does not read a word of two letters as another one', () => {
    expect(nearest('ab', ['ac'])).toBeUndefined();
    expect(nearest('AB', ['ab'])).toBe('ab');
  });

  it('finds nothing among no words', () => {
    expect(nearest('pause', [])).toBeUndefined();
  });

  it('finds every known word after one deletion, if the word is long enough', () => {
    const slip = fc.string({ minLength: 3 }).chain((word) => fc.tuple(fc.constant(word), fc.nat(word.length - 1)));
    fc.assert(
      fc.property(slip, ([word, at]) => {
        // Letters whose lower case has another length would change how many letters the word has.
        fc.pre(word.toLowerCase().length === word.length);
        expect(nearest(word.slice(0, at) + word.slice(at + 1), [word])).toBe(word);
      }),
    );
  });

  it('is near in both directions or in none', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(nearest(a, [b]) === undefined).toBe(nearest(b, [a]) === undefined);
      }),
    );
  });
});

describe('unknownWord', () => {
  it('says what was asked, what was probably meant and what there is', () => {
    expect(unknownWord('property', 'no-false-terminl', ['no-false-terminal', 'order-respected'])).toBe(
      'unknown property "no-false-terminl". Did you mean "no-false-terminal"? Known: no-false-terminal, order-respected',
    );
  });

  it('guesses nothing when nothing is near', () => {
    expect(unknownWord('policy', 'x', ['halt', 'pause'])).toBe('unknown policy "x". Known: halt, pause');
  });

  it('says so when nothing is known', () => {
    expect(unknownWord('scenario', 'x', [])).toBe('unknown scenario "x". Known: (none)');
  });

  it('shows control characters instead of printing them', () => {
    expect(unknownWord('policy', 'a\u001b[2Jb', ['halt'])).toContain('"a\\u001b[2Jb"');
  });
});
