import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../src/sim/data/canonical.ts';
import { Names } from '../../../src/sim/symmetry/member-names.ts';

const names = new Names([
  ['A', 'B', 'C'],
  ['red', 'blue'],
]);
const [A, B, C, red, blue] = [0, 1, 2, 3, 4] as const;
/** A to B, B to C, C to A; and the colours exchanged. */
const round = Int32Array.of(B, C, A, blue, red);

describe('exchanging members', () => {
  it.each([
    ['A', 'B'],
    ['drive:A', 'drive:B'],
    ['A failed', 'B failed'],
    ['from A to C, in red', 'from B to A, in blue'],
    ['A-1.C', 'B-1.A'],
    ['A_1, AB, redder, éA and 1A name nobody', 'A_1, AB, redder, éA and 1A name nobody'],
  ])('changes words of a text: %s', (text, image) => {
    expect(names.renamed(text, round)).toBe(image);
  });

  it('changes keys and values, and nothing that is no text', () => {
    const data = { A: 1, 'operation:B': { by: 'C', colour: 'red' }, count: 0, none: null, last: undefined };
    expect(names.image(data, round)).toEqual({
      B: 1,
      'operation:C': { by: 'A', colour: 'blue' },
      count: 0,
      none: null,
      last: undefined,
    });
  });

  it('puts the rows of a list back in the order of the members that they are of', () => {
    const rows = [
      { id: 'A', error: 'A failed', before: 'C' },
      { id: 'B', error: null, before: null },
      { id: 'C', error: null, before: 'A' },
    ];
    expect(names.image(rows, round)).toEqual([
      { id: 'A', error: null, before: 'B' },
      { id: 'B', error: 'B failed', before: 'A' },
      { id: 'C', error: null, before: null },
    ]);
  });

  it('leaves items in place that name nobody, and keeps the order of those that name the same', () => {
    const list = ['first', 'A begins', 'A ends', 'middle', 'C begins'];
    expect(names.image(list, round)).toEqual(['first', 'A begins', 'B begins', 'middle', 'B ends']);
  });

  it('tells messages apart by who is named first', () => {
    expect(names.image(['A to B', 'B to A', 'C to A'], round)).toEqual(['A to B', 'B to C', 'C to B']);
  });
});

const word = fc.constantFrom('A', 'B', 'C', 'red', 'blue', 'AB', 'A failed', 'B to C', 'on red');
const { data } = fc.letrec((tie) => ({
  data: fc.oneof({ depthSize: 'small' }, word, fc.nat(3), tie('list'), tie('record')),
  list: fc.array(tie('data'), { maxLength: 3 }),
  record: fc.dictionary(word, tie('data'), { maxKeys: 3 }),
}));
/** Data whose lists are in order. */
const ordered = data.filter((value) => {
  try {
    names.requireOrder(value, 'it');
    return true;
  } catch {
    return false;
  }
});
const permutation = fc
  .tuple(fc.shuffledSubarray([A, B, C], { minLength: 3 }), fc.shuffledSubarray([red, blue], { minLength: 2 }))
  .map(([letters, colours]) => Int32Array.from([...letters, ...colours]));

describe('images of any data', () => {
  it('follow each other as permutations do, and keep lists in order', () => {
    fc.assert(
      fc.property(ordered, permutation, permutation, (value, first, then) => {
        const image = names.image(value, first);
        expect(() => names.requireOrder(image, 'it')).not.toThrow();
        const composed = first.map((member) => then[member] as number);
        expect(canonical(names.image(image, then))).toBe(canonical(names.image(value, composed)));
        expect(canonical(names.image(value, names.identity))).toBe(canonical(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('look to the image of a member as the data looked to the member', () => {
    const look = (value: unknown, self: number) =>
      names.appearance(value, (member) => (member === self ? '<self>' : `<other ${names.setOf[member]}>`));
    fc.assert(
      fc.property(ordered, permutation, fc.nat(4), (value, to, member) => {
        expect(look(names.image(value, to), to[member] as number)).toBe(look(value, member));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('names that cannot be exchanged', () => {
  it.each([
    [[['A']], '[A] is no set: it takes two'],
    [[['A', '']], 'a member needs a name'],
    [
      [
        ['A', 'B'],
        ['C', 'A'],
      ],
      '"A" is a member twice',
    ],
    [[['A', 'A']], '"A" is a member twice'],
    [[['node', 'node-1']], 'the name "node-1" has another member\'s name in it: "node"'],
  ])('are refused: %j', (sets, message) => {
    expect(() => new Names(sets)).toThrow(message);
  });

  it('may have signs in them that mean something in a pattern', () => {
    const odd = new Names([['a.b', 'a|b', '(a)']]);
    expect(odd.renamed('x:a.b axb a|b (a)', Int32Array.of(1, 2, 0))).toBe('x:a|b axb (a) a.b');
  });

  it('are not those of a list in another order: it says where, who, and what to do', () => {
    expect(() => names.requireOrder({ queue: ['B', 'A'] }, 'cell "mail"')).toThrow(
      'cell "mail" holds a list that has "B" before "A": ["B","A"]. Members of a symmetry stand in every list in the order in ' +
        'which they are declared. Sort the list; or, where its order means something, write it as a record of places.',
    );
  });
});
