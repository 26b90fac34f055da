import { describe, expect, it } from 'vitest';
import { defectsOf, renderKillTable, type KillCell, type KillTable } from '../../../src/report/matrix/matrix-kills.ts';
import { flat, plain } from '../races.ts';

const SAFE = 'no-false-terminal';
const LIVE = 'every-apply-settles';

const killed = (property: string, steps: number): KillCell => ({ property, result: 'killed', class: 'read', steps });
const other = (property: string, result: KillCell['result']): KillCell => ({ property, result });

/** One mutant for each list of cells. */
function table(...rows: readonly (readonly KillCell[])[]): KillTable {
  const kills = (name: string): number =>
    rows.flat().filter(({ property, result }) => property === name && result === 'killed').length;
  return {
    protocol: 'new',
    operations: 2,
    classes: ['none', 'read'],
    properties: [
      { name: SAFE, kind: 'safety', kills: kills(SAFE) },
      { name: LIVE, kind: 'liveness', kills: kills(LIVE) },
    ],
    mutants: rows.map((cells, index) => ({
      name: `mutant-${index}`,
      summary: `line ${index} is wrong`,
      verdict: cells.some(({ result }) => result === 'inconclusive') ? 'bounded' : 'exhausted',
      states: 100,
      seconds: 1,
      cells,
    })),
  };
}

const GOOD = table([killed(SAFE, 19), other(LIVE, 'survived')], [killed(SAFE, 7), killed(LIVE, 3)]);

describe('defects of a kill table', () => {
  it('are none where every property kills and every mutant is killed', () => {
    expect(defectsOf(GOOD)).toEqual({ certain: [], open: [] });
  });

  it('are a property that kills nothing, and a mutant that nothing kills', () => {
    const survivors = [other(SAFE, 'survived'), other(LIVE, 'survived')];
    expect(defectsOf(table([killed(SAFE, 9), other(LIVE, 'survived')], survivors))).toEqual({
      certain: [`${LIVE} kills nothing`, 'mutant-1 is killed by nothing'],
      open: [],
    });
  });

  it.each(['inconclusive', 'untested'] as const)('are undecided where something is %s', (result) => {
    const cells = [other(SAFE, 'survived'), other(LIVE, result)];
    expect(defectsOf(table([killed(SAFE, 9), other(LIVE, 'survived')], cells))).toEqual({
      certain: [],
      open: [`${LIVE} kills nothing`, 'mutant-1 is killed by nothing'],
    });
  });
});

describe('an equivalent mutant', () => {
  const equivalent = (cells: readonly KillCell[]): KillTable => {
    const [good, mutant] = table([killed(SAFE, 19), killed(LIVE, 3)], cells).mutants;
    const mutants = [good, { ...mutant, equivalent: 'it only costs time' }] as KillTable['mutants'];
    return { ...table([killed(SAFE, 19), killed(LIVE, 3)]), mutants };
  };
  const survivor = equivalent([other(SAFE, 'survived'), other(LIVE, 'untested')]);

  it('may survive, and says why', () => {
    expect(defectsOf(survivor)).toEqual({ certain: [], open: [] });
    expect(flat(renderKillTable(survivor))).toContain('nothing has to: it only costs time');
    expect(flat(renderKillTable(survivor))).toContain('1 of 1 mutant killed, 1 equivalent');
  });

  it('must not be killed', () => {
    expect(defectsOf(equivalent([killed(SAFE, 1), other(LIVE, 'survived')])).certain).toEqual([
      'mutant-1 passes for equivalent and is killed',
    ]);
  });
});

describe('the kill table', () => {
  it('says how many mutants are killed, by how many properties', () => {
    expect(flat(renderKillTable(GOOD))).toContain(
      'protocol new, 2 operations, under none, read: 2 of 2 mutants killed, 0 equivalent, 2 of 2 properties kill (all exhausted, 2.0 s)',
    );
  });

  it('says what each mutant gets wrong, and what notices it soonest', () => {
    const text = renderKillTable(GOOD);
    expect(text).toMatch(/^mutant-0 +line 0 is wrong +no-false-terminal, 19 steps, under read$/m);
    expect(text).toMatch(/^mutant-1 +line 1 is wrong +every-apply-settles, 3 steps, under read$/m);
  });

  it('says how many mutants each property kills', () => {
    expect(renderKillTable(GOOD)).toMatch(/^a +no-false-terminal +safety +2 of 2$/m);
    expect(renderKillTable(GOOD)).toMatch(/^b +every-apply-settles +liveness +1 of 2$/m);
  });

  it('shows steps, survivors, what is untested and what is inconclusive', () => {
    const open = table(
      [killed(SAFE, 19), other(LIVE, 'survived')],
      [other(SAFE, 'untested'), other(LIVE, 'inconclusive')],
    );
    const text = renderKillTable(open);
    expect(text).toMatch(/^mutant-0 +19 +\.$/m);
    expect(text).toMatch(/^mutant-1 +- +\?$/m);
    expect(flat(text)).toContain('1 exhausted, 1 bounded');
  });

  it('ends with what is wrong with it', () => {
    expect(renderKillTable(GOOD).split('\n').at(-1)).toBe(
      '✓ every property kills a mutant, and every mutant is killed that is not equivalent',
    );
    const survivor = table([killed(SAFE, 19), killed(LIVE, 3)], [other(SAFE, 'survived'), other(LIVE, 'survived')]);
    expect(renderKillTable(survivor).split('\n').at(-1)).toBe('✗ mutant-1 is killed by nothing');
    const open = table([killed(SAFE, 19), killed(LIVE, 3)], [other(SAFE, 'survived'), other(LIVE, 'untested')]);
    expect(renderKillTable(open).split('\n').at(-1)).toBe('? undecided: mutant-1 is killed by nothing');
  });

  it('fits 80 columns with thirty mutants and nine properties, and says the same in colour', () => {
    const names = Array.from({ length: 9 }, (_, index) => `some-property-${index}`);
    const rows = Array.from({ length: 30 }, () => names.map((name) => killed(name, 104)));
    const wide: KillTable = {
      ...table(...rows),
      properties: names.map((name) => ({ name, kind: 'safety', kills: 30 })),
    };
    for (const line of renderKillTable(wide, { width: 80 }).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(plain(renderKillTable(wide, { color: true }))).toBe(renderKillTable(wide));
  });
});
