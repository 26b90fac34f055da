import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultMatrix, MatrixCell } from '../../../src/report/matrix/matrix-report.ts';
import { numberRaces } from '../../../src/report/matrix/matrix-races.ts';
import { budgetText, renderFaultMatrix } from '../../../src/report/matrix/matrix-text.ts';
import { flat, plain } from '../races.ts';

const CLASSES = [
  { name: 'none', summary: 'nothing goes wrong', faults: {} },
  { name: 'read', summary: 'a read fails', faults: { read: 1 } },
  { name: 'ordinary', summary: 'what any ordinary day brings, together', faults: { read: 1, crash: 1 } },
] as const;

const SAFETY = { name: 'no-false-terminal', kind: 'safety', summary: 'never too early' } as const;
const LIVENESS = { name: 'every-apply-settles', kind: 'liveness', summary: 'never stuck' } as const;

const place = (protocol: string, under: (typeof CLASSES)[number]) => ({
  protocol,
  class: under.name,
  faults: under.faults,
  operations: 2,
  verdict: 'exhausted' as const,
  states: 1000,
  seconds: 0.5,
});

function cell(protocol: string, under: (typeof CLASSES)[number], rest: Partial<MatrixCell> = {}): MatrixCell {
  return { ...place(protocol, under), property: SAFETY.name, kind: SAFETY.kind, result: 'holds', ...rest };
}

const violated = (steps: number): Partial<MatrixCell> => ({ result: 'violated', steps, message: 'x', token: 'hf1.x' });

/** The old protocol breaks at once, the new one never: under each class one exploration that answers for both properties. */
function matrixOf(old: readonly Partial<MatrixCell>[], rest: Partial<FaultMatrix> = {}): FaultMatrix {
  const cells = ['old', 'new'].flatMap((protocol) =>
    CLASSES.flatMap((under, at) => [
      cell(protocol, under, protocol === 'old' ? old[at] : {}),
      cell(protocol, under, { property: LIVENESS.name, kind: LIVENESS.kind }),
    ]),
  );
  return { operations: 2, classes: CLASSES, properties: [SAFETY, LIVENESS], cells, warnings: [], ...rest };
}

const raceCommand = ({ protocol, property, faults }: MatrixCell): string =>
  `holdfast check --protocol ${protocol} --faults ${budgetText(faults)} --property ${property}`;
const render = (matrix: FaultMatrix, look = {}): string => renderFaultMatrix(matrix, { raceCommand, ...look });

/** The cells of the row that begins with `title`, in the table below `heading`. */
function row(text: string, heading: string, title: string): string[] {
  const lines = text.slice(text.indexOf(heading)).split('\n');
  return (lines.find((line) => line.startsWith(`${title} `)) ?? '').split(/ {2,}/).slice(1);
}

const BROKEN = matrixOf([violated(19), violated(16), violated(16)]);

describe('the matrix under classes of faults', () => {
  it('says how much was explored, and that all of it was exhausted', () => {
    expect(flat(render(BROKEN))).toContain(
      '2 operations, 2 protocols, 3 classes of faults: 6 explorations, all exhausted (6,000 worlds, 3.0 s)',
    );
  });

  it('says what may go wrong in each class', () => {
    expect(row(render(BROKEN), 'what may go wrong', 'ordinary')).toEqual([
      'read=1,crash=1',
      'what any ordinary day brings, together',
    ]);
    expect(row(render(BROKEN), 'what may go wrong', 'none')).toEqual(['none', 'nothing goes wrong']);
  });

  it('counts the properties that break under each protocol', () => {
    expect(row(render(BROKEN), 'properties broken', 'read')).toEqual(['✗ 1', '✓']);
    const cut = matrixOf([{ verdict: 'bounded', result: 'inconclusive' }, violated(16), {}]);
    expect(row(render(cut), 'properties broken', 'none')).toEqual(['? 1', '✓']);
  });

  it('shows where a property holds, and the command for each race', () => {
    const text = render(BROKEN);
    expect(row(text, 'no-false-terminal (safety): never too early', 'none')).toEqual(['✗ 1', '✓']);
    expect(row(text, 'no-false-terminal (safety): never too early', 'read')).toEqual(['✗ 2', '✓']);
    expect(text).toContain(
      [
        '1  19 steps: holdfast check --protocol old --faults none --property no-false-terminal',
        '2  16 steps: holdfast check --protocol old --faults read=1 --property no-false-terminal',
      ].join('\n'),
    );
  });

  it('says in a sentence that a property holds everywhere, and never of one that was not exhausted everywhere', () => {
    expect(render(BROKEN)).toContain('✓ every-apply-settles (liveness) holds everywhere: never stuck');
    const cells = BROKEN.cells.map((cell) => ({ ...cell, result: 'inconclusive', verdict: 'bounded' }) as const);
    const cut = render({ ...BROKEN, cells });
    expect(cut).toContain('? every-apply-settles (liveness) is inconclusive: never stuck');
    expect(cut).not.toContain('everywhere');
  });

  it('says which explorations were cut, why, and how many never began', () => {
    const bounded = { verdict: 'bounded', result: 'inconclusive' } as const;
    const cells = BROKEN.cells.map((cell) => {
      if (cell.protocol === 'new') return cell;
      return { ...cell, ...bounded, ...(cell.class === 'none' ? { bound: 'timeout 1 s' } : { states: 0 }) };
    });
    const text = flat(render({ ...BROKEN, cells }));
    expect(text).toContain('6 explorations, 3 exhausted, 3 bounded');
    expect(text).toContain(
      'proves nothing about deeper worlds: old under none (1,000 worlds, cut by timeout 1 s); 2 explorations never begun.',
    );
    expect(text).not.toContain('all exhausted');
  });

  it('says that worlds were left out by reduction', () => {
    const cells = BROKEN.cells.map((cell) => ({ ...cell, reduced: true }));
    expect(flat(render({ ...BROKEN, cells }))).toContain('all exhausted by partial-order reduction');
  });

  it('tells a warning once, with all its places', () => {
    const message = 'fault "read" was never injected';
    const warnings = CLASSES.map(({ name }) => ({ kind: 'fault', protocol: 'old', class: name, message }) as const);
    expect(flat(render({ ...BROKEN, warnings }))).toContain(
      `⚠ ${message}: old under none, old under read, old under ordinary`,
    );
  });

  it.each([80, 120])('fits %i columns with seven protocols, but for what may be copied', (width) => {
    const names = ['own-tasks', 'fallback', 'refuse', 'merged', 'held', 'cas', 'fenced'];
    const cells = names.flatMap((protocol) =>
      BROKEN.cells.filter((cell) => cell.protocol === 'old').map((cell) => ({ ...cell, protocol })),
    );
    const lines = render({ ...BROKEN, cells }, { width }).split('\n');
    for (const line of lines.filter((text) => !text.includes('holdfast check')))
      expect(line.length).toBeLessThanOrEqual(width);
  });

  it('says the same in colour and in ASCII', () => {
    expect(render(BROKEN, { color: true })).toContain('\u001b[31m✗ 1\u001b[0m');
    expect(plain(render(BROKEN, { color: true }))).toBe(render(BROKEN));
    expect(row(render(BROKEN, { unicode: false }), 'no-false-terminal (safety)', 'none')).toEqual(['X 1', 'ok']);
  });
});

const anyCell = fc
  .record({
    protocol: fc.constantFrom('old', 'new'),
    under: fc.constantFrom(...CLASSES),
    steps: fc.integer({ min: 0, max: 3 }),
    operations: fc.constantFrom(0, 2),
    result: fc.constantFrom('holds' as const, 'violated' as const),
  })
  .map(({ protocol, under, steps, operations, result }) =>
    cell(protocol, under, { operations, ...(result === 'violated' ? violated(steps) : {}) }),
  );

describe('the numbers of races', () => {
  it('are given from 1 on, to violated cells only', () => {
    fc.assert(
      fc.property(fc.array(anyCell), (cells) => {
        const races = numberRaces(cells);
        const numbers = [...new Set([...races.values()].map(({ number }) => number))];
        expect(numbers).toEqual(numbers.map((_, at) => at + 1));
        expect([...races.keys()]).toEqual(cells.filter(({ result }) => result === 'violated'));
      }),
    );
  });

  it('are shared only where the race of the one is a race of the other, and as short', () => {
    fc.assert(
      fc.property(fc.array(anyCell), (cells) => {
        for (const [own, { cell: shown }] of numberRaces(cells)) {
          expect({ ...shown, class: '', faults: {} }).toEqual({ ...own, class: '', faults: {} });
          for (const [fault, most] of Object.entries(shown.faults))
            expect(own.faults[fault]).toBeGreaterThanOrEqual(most);
        }
      }),
    );
  });

  it('are shared by a class with more faults, if they make the race no shorter', () => {
    const [none, read, ordinary] = matrixOf([violated(19), violated(16), violated(16)]).cells.filter(
      ({ protocol, property }) => protocol === 'old' && property === SAFETY.name,
    ) as [MatrixCell, MatrixCell, MatrixCell];
    const races = numberRaces([none, read, ordinary]);
    expect([none, read, ordinary].map((cell) => races.get(cell)?.number)).toEqual([1, 2, 2]);
  });
});
