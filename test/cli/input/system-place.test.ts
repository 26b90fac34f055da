import { describe, expect, it } from 'vitest';
import { placeText, placeWord, systemPlace } from '../../../src/cli/input/system-place.ts';

describe('the place of a system', () => {
  it.each([
    ['./race.ts', { file: './race.ts' }],
    ['./race.ts#', { file: './race.ts' }],
    ['./race.ts#conductor', { file: './race.ts', name: 'conductor' }],
    ['a#b/race.mjs#default', { file: 'a#b/race.mjs', name: 'default' }],
    ['race.cts#x.y', { file: 'race.cts', name: 'x.y' }],
  ])('in %j is a file and an export', (word, place) => {
    expect(systemPlace(word)).toEqual(place);
  });

  it.each(['scenarios/x.yaml', 'hf1.abc', '-', 'no-false-terminal', 'race.tsx', 'race#conductor', ''])(
    'is not what %j names',
    (word) => {
      expect(systemPlace(word)).toBeNull();
    },
  );

  it('is typed with quotes only around what needs them, and never around the "#"', () => {
    const place = { file: 'my races/a.ts', name: 'conductor' };
    expect([placeText(place), placeWord(place)]).toEqual(['my races/a.ts#conductor', "'my races/a.ts'#conductor"]);
    expect(placeWord({ file: './race.ts', name: 'conductor' })).toBe('./race.ts#conductor');
    expect(placeWord({ file: './race.ts' })).toBe('./race.ts');
  });
});
