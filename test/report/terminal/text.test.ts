import { describe, expect, it } from 'vitest';
import { displayWidth, firstLetters, wrap } from '../../../src/report/terminal/text.ts';

describe('the columns that a text takes', () => {
  it.each([
    ['plain letters', 'lost update', 11],
    ['arrows and boxes', '→│┼…', 4],
    ['an accent that stands for itself', 'e\u0301te\u0301', 3],
    ['East Asian letters', '漢字かな한글', 12],
    ['Korean letters put together from parts', '\u1112\u1161\u11ab', 2],
    ['an emoji', '🚀', 2],
    ['an emoji with a colour of skin', '👍🏽', 2],
    ['a family of joined emoji', '👨‍👩‍👧‍👦', 2],
    ['a flag of two letters', '🇦🇹', 2],
    ['a sign that is told to be a picture', '❤\ufe0f', 2],
    ['the same sign as text', '❤', 1],
    ['a digit on a key', '1\ufe0f\u20e3', 2],
    ['what is not seen', '\u200b\u2060', 0],
    ['a mixture', 'a漢👨‍👩‍👧e\u0301', 6],
  ])('%s', (_what, text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('are what lines are filled to', () => {
    expect(wrap('👨‍👩‍👧 👨‍👩‍👧 👨‍👩‍👧', 5)).toEqual(['👨‍👩‍👧 👨‍👩‍👧', '👨‍👩‍👧']);
  });
});

describe('the first letters of a text', () => {
  it('are never cut in two', () => {
    expect(firstLetters('👨‍👩‍👧e\u0301漢', 2)).toBe('👨‍👩‍👧e\u0301');
    expect(firstLetters('ab', 5)).toBe('ab');
  });
});
