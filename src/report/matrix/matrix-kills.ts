/** Which property notices which mutant, as plain data and for people. */
import type { Verdict } from '../check/check-report.ts';
import { DEFAULT_WIDTH, glyphsOf, type Glyphs, type Look, type Style } from '../terminal/look.ts';
import { renderTable } from '../terminal/table.ts';
import { counted, printable, wrap } from '../terminal/text.ts';

/**
 * What came of one mutant and one property: `killed` where under some class of faults the original holds and the mutant does not;
 * `survived` where both hold under every class; `untested` where the original itself breaks it under some class, so that the
 * property could not tell; `inconclusive` where an exploration was cut; `unasked` where the mutant had been killed by then, and was not
 * explored any further.
 *
 * @public
 */
export type KillResult = 'killed' | 'survived' | 'untested' | 'inconclusive' | 'unasked';

/** One cell of a kill table. A kill has the fewest steps of all classes that were explored, and the class that needs them. @public */
export interface KillCell {
  readonly property: string;
  readonly result: KillResult;
  readonly class?: string;
  readonly steps?: number;
}

/** What came of one mutant. @public */
export interface MutantOutcome {
  readonly name: string;
  readonly summary: string;
  /** Why no property has to kill it. */
  readonly equivalent?: string;
  /** `bounded` if one of its explorations was cut, or never began. */
  readonly verdict: Exclude<Verdict, 'sampled'>;
  readonly states: number;
  readonly seconds: number;
  readonly cells: readonly KillCell[];
}

/** The kill table: the JSON of `holdfast matrix --mutants --json`. @public */
export interface KillTable {
  readonly protocol: string;
  readonly operations: number;
  /** Names of the classes of faults: those under which a mutant that survives was explored. */
  readonly classes: readonly string[];
  readonly properties: readonly {
    readonly name: string;
    readonly kind: 'safety' | 'liveness';
    readonly kills: number;
  }[];
  readonly mutants: readonly MutantOutcome[];
}

/** What is wrong with the table, as sentences. */
export interface Defects {
  /** Certain: every exploration that could have made a difference was exhausted, and the original was in order. */
  readonly certain: readonly string[];
  /** Undecided, as an exploration was cut, or the original is broken itself. */
  readonly open: readonly string[];
}

/** What the kill table says against the properties and the mutants. */
export function defectsOf({ properties, mutants }: KillTable): Defects {
  const columns = properties.map(({ name }) => ({
    says: `${name} kills nothing`,
    cells: mutants.flatMap(({ cells }) => cells.filter(({ property }) => property === name)),
  }));
  const rows = mutants.flatMap(({ name, cells, equivalent }) =>
    equivalent === undefined ? [{ says: `${name} is killed by nothing`, cells }] : [],
  );
  const unkilled = [...columns, ...rows].filter(({ cells }) => !isKilled({ cells }));
  const isOpen = ({ cells }: Pick<MutantOutcome, 'cells'>): boolean =>
    cells.some(({ result }) => result === 'inconclusive' || result === 'untested' || result === 'unasked');
  const told = mutants.filter((mutant) => mutant.equivalent !== undefined && isKilled(mutant));
  return {
    certain: [
      ...unkilled.filter((line) => !isOpen(line)).map(({ says }) => says),
      ...told.map(({ name }) => `${name} passes for equivalent and is killed`),
    ],
    open: unkilled.filter(isOpen).map(({ says }) => says),
  };
}

/**
 * Tells what each mutant gets wrong and which property notices it, how many mutants each property kills, and after how many
 * steps which property kills which mutant.
 *
 * @public
 */
export function renderKillTable(table: KillTable, look: Look = {}): string {
  const glyphs = glyphsOf(look);
  const fitted = { width: DEFAULT_WIDTH, ...look };
  const blocks = [
    headline(table),
    mutantTable(table, fitted),
    propertyTable(table, fitted),
    grid(table, fitted),
    legend(glyphs),
    ...verdictLines(table, glyphs),
  ];
  return blocks.map((block) => (block.includes('\n') ? block : prose(block, fitted))).join('\n\n');
}

function prose(text: string, { width = DEFAULT_WIDTH }: Look): string {
  return wrap(printable(text), width).join('\n');
}

function headline({ protocol, operations, classes, mutants, properties }: KillTable): string {
  const different = mutants.filter(({ equivalent }) => equivalent === undefined);
  const killed = different.filter(isKilled).length;
  const biting = properties.filter(({ kills }) => kills > 0).length;
  const cut = mutants.filter(({ verdict }) => verdict === 'bounded').length;
  const seconds = mutants.reduce((sum, mutant) => sum + mutant.seconds, 0);
  const effort = `${cut === 0 ? 'all exhausted' : `${mutants.length - cut} exhausted, ${cut} bounded`}, ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `protocol ${protocol}, ${counted(operations, 'operation')}, under ${classes.join(', ')}: ${killed} of ${counted(different.length, 'mutant')} killed, ${mutants.length - different.length} equivalent, ${biting} of ${properties.length} properties kill (${effort})`;
}

const isKilled = ({ cells }: Pick<MutantOutcome, 'cells'>): boolean => cells.some(({ result }) => result === 'killed');

function mutantTable({ mutants }: KillTable, look: Look): string {
  const rows = mutants.map((mutant) => [mutant.name, mutant.summary, soonestText(mutant)]);
  return renderTable(rows, { ...look, header: ['mutant', 'what is wrong', 'noticed by'] });
}

function soonestText({ cells, equivalent }: MutantOutcome): string {
  const [soonest] = cells
    .filter(({ result }) => result === 'killed')
    .toSorted((a, b) => (a.steps ?? 0) - (b.steps ?? 0));
  if (soonest !== undefined)
    return `${soonest.property}, ${counted(soonest.steps ?? 0, 'step')}, under ${soonest.class}`;
  return equivalent === undefined ? 'nothing' : `nothing has to: ${equivalent}`;
}

function propertyTable({ properties, mutants }: KillTable, look: Look): string {
  const rows = properties.map(({ name, kind, kills }, index) => [
    letter(index),
    name,
    kind,
    `${kills} of ${mutants.length}`,
  ]);
  return renderTable(rows, {
    ...look,
    header: ['', 'property', 'kind', 'kills'],
    align: [undefined, undefined, undefined, 'right'],
  });
}

/** a, b, … z, A, B, …: as narrow as a column can be called. */
function letter(index: number): string {
  return index < 26 ? String.fromCodePoint(97 + index) : String.fromCodePoint(65 + index - 26);
}

function grid({ properties, mutants }: KillTable, look: Look): string {
  const glyphs = glyphsOf(look);
  const rows = mutants.map(({ name, cells }) => [
    name,
    ...properties.map((property) =>
      cellText(
        cells.find((cell) => cell.property === property.name),
        glyphs,
      ),
    ),
  ]);
  const header = ['steps', ...properties.map((_, index) => letter(index))];
  const style = (text: string): Style | undefined => (text === glyphs.unsure ? 'warn' : undefined);
  return renderTable(rows, { ...look, header, align: [undefined, ...properties.map(() => 'right' as const)], style });
}

const SURVIVED = '.';
const UNTESTED = '-';
const UNASKED = '';

function cellText(cell: KillCell | undefined, { unsure }: Glyphs): string {
  switch (cell?.result) {
    case 'unasked':
      return UNASKED;
    case undefined:
    case 'untested':
      return UNTESTED;
    case 'killed':
      return String(cell?.steps);
    case 'survived':
      return SURVIVED;
    case 'inconclusive':
      return unsure;
  }
}

function legend({ unsure }: Glyphs): string {
  return `A number is a kill, in so many steps; ${SURVIVED} survived; ${UNTESTED} untested, as the original breaks the property itself under some class; ${unsure} inconclusive, because an exploration was cut; where there is nothing, the mutant had been killed by then.`;
}

function verdictLines(table: KillTable, { right, wrong, unsure }: Glyphs): string[] {
  const { certain, open } = defectsOf(table);
  if (certain.length + open.length === 0)
    return [`${right} every property kills a mutant, and every mutant is killed that is not equivalent`];
  return [
    ...(certain.length === 0 ? [] : [`${wrong} ${certain.join('; ')}`]),
    ...(open.length === 0 ? [] : [`${unsure} undecided: ${open.join('; ')}`]),
  ];
}
