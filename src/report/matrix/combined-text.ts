/** Parts together, for people. */
import type { CombinedCell, CombinedMatrix } from './combined-cells.ts';
import { representatives, type Violation } from './combined-violations.ts';
import { DEFAULT_WIDTH, glyphsOf, type Look } from '../terminal/look.ts';
import { budgetText } from './matrix-text.ts';
import { renderTable } from '../terminal/table.ts';
import { counted, grouped, printable, wrap } from '../terminal/text.ts';

/** How a combined matrix is told. @public */
export interface CombinedOptions extends Look {
  /** The command line that finds the violation of a property again; shown as it is. */
  readonly checkCommand: (cell: CombinedCell, property: string) => string;
}

const KINDS = {
  triple: 'three parts, no faults',
  pair: 'two parts, one fault',
  array: 'settings that all meet',
} as const;

/**
 * Tells how much was explored, every combination that violates something with the command that finds it again, and by name what was cut.
 * The last line is the verdict. Commands are never wrapped.
 *
 * @public
 */
export function renderCombined(matrix: CombinedMatrix, options: CombinedOptions): string {
  const blocks = [
    prose(headline(matrix), options),
    kindTable(matrix, options),
    refusedText(matrix, options),
    violationsText(matrix, options),
    cutText(matrix, options),
    unreachedText(matrix, options),
    prose(verdictText(matrix, options), options),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** What all cells together say: a violation is certain, whatever else is open. */
export function outcomeOf({ cells }: CombinedMatrix): 'violated' | 'inconclusive' | 'holds' {
  if (cells.some(isViolated)) return 'violated';
  return cells.some((cell) => isOpen(cell) || cell.unreached.length > 0) ? 'inconclusive' : 'holds';
}

const isViolated = ({ properties }: CombinedCell): boolean => properties.some(({ result }) => result === 'violated');

/** Cut, or exhausted with a goal that was not decided. */
const isOpen = ({ verdict, properties }: CombinedCell): boolean =>
  verdict === 'bounded' || properties.some(({ result }) => result === 'inconclusive');

function prose(text: string, { width = DEFAULT_WIDTH }: Look): string {
  return wrap(printable(text), width).join('\n');
}

function headline({ cells }: CombinedMatrix): string {
  const protocols = [...new Set(cells.map(({ protocol }) => protocol))].join(', ');
  const cut = cells.filter(isOpen).length;
  const how = cells.some(({ reduced }) => reduced === true) ? 'exhausted by partial-order reduction' : 'exhausted';
  const verdicts = cut === 0 ? `all ${how}` : `${grouped(cells.length - cut)} ${how}, ${grouped(cut)} cut`;
  const states = cells.reduce((sum, cell) => sum + cell.states, 0);
  const seconds = cells.reduce((sum, cell) => sum + cell.seconds, 0);
  return `parts together under ${protocols}: ${counted(cells.length, 'combination')}, ${verdicts} (${counted(states, 'world')}, ${seconds.toFixed(seconds < 10 ? 1 : 0)} s of all threads)`;
}

function kindTable({ cells }: CombinedMatrix, look: Look): string {
  const kinds = (['triple', 'pair', 'array'] as const).filter((kind) => cells.some((cell) => cell.kind === kind));
  const rows = kinds.map((kind) => {
    const own = cells.filter((cell) => cell.kind === kind);
    const states = own.reduce((sum, cell) => sum + cell.states, 0);
    const counts = [own.length, own.filter((cell) => !isOpen(cell)).length, own.filter(isOpen).length];
    return [KINDS[kind], ...[...counts, own.filter(isViolated).length, states].map(grouped)];
  });
  return renderTable(rows, {
    width: DEFAULT_WIDTH,
    ...look,
    header: ['what', 'combinations', 'exhausted', 'cut', 'violated', 'worlds'],
    align: [undefined, 'right', 'right', 'right', 'right', 'right'],
  });
}

function refusedText({ refused }: CombinedMatrix, look: Look): string {
  const reasons = [...new Set(refused.map(({ why }) => why))].map((why) => {
    const pairs = refused.filter((one) => one.why === why).map(({ parts }) => parts.join(' with '));
    return `${pairs.join(' and ')} (${why})`;
  });
  return reasons.length === 0 ? '' : prose(`Left out, as they do not go together: ${reasons.join('; ')}.`, look);
}

/** A combination in which a smaller one is contained breaks the same, and is counted with that. */
function violationsText({ cells }: CombinedMatrix, options: CombinedOptions): string {
  return representatives(cells)
    .map((violation) => violationText(violation, options))
    .join('\n\n');
}

function violationText({ cell, properties, alsoIn }: Violation, options: CombinedOptions): string {
  const { wrong } = glyphsOf(options);
  const told = properties.map(({ name, steps = 0 }) => `${name} (${counted(steps, 'step')})`).join(', ');
  const also =
    alsoIn === 0 ? '' : `; also in ${counted(alsoIn, 'combination')} that contain${alsoIn === 1 ? 's' : ''} it`;
  const commands = properties.map(({ name }) => `  ${options.checkCommand(cell, name)}`);
  return [prose(`${wrong} ${placeText(cell)}: ${told}${also}`, options), ...commands].join('\n');
}

/** `barrier + finalizer + cutover, without faults`. */
function placeText({ parts, setting, operations, faults }: CombinedCell): string {
  const policy = setting['onFailure'] === undefined ? '' : `, policy ${String(setting['onFailure'])}`;
  const size = operations === 2 ? '' : `, ${counted(operations, 'operation')}`;
  const may = budgetText(faults) === 'none' ? 'without faults' : `faults ${budgetText(faults)}`;
  return `${parts.join(' + ') || 'no parts'}${policy}${size}, ${may}`;
}

/** By what cut them: nothing that was not found there is known to hold. */
function cutText({ cells }: CombinedMatrix, look: Look): string {
  const cut = cells.filter(isOpen);
  const bounds = [...new Set(cut.map(({ bound = 'a limit' }) => bound))];
  return bounds
    .map((bound) => {
      const own = cut.filter((cell) => (cell.bound ?? 'a limit') === bound);
      const never = own.filter(({ states }) => states === 0).length;
      const places = own.filter(({ states }) => states > 0).map(placeText);
      const all = [...places, ...(never === 0 ? [] : [`${counted(never, 'combination')} never begun or not ended`])];
      return prose(`Cut by ${bound}, which proves nothing about deeper worlds: ${all.join('; ')}.`, look);
    })
    .join('\n\n');
}

/** What an exhausted exploration had to reach and did not: there it may have tested nothing. */
function unreachedText({ cells }: CombinedMatrix, look: Look): string {
  const { warning } = glyphsOf(look);
  const names = [...new Set(cells.flatMap(({ unreached }) => unreached))];
  return names
    .map((name) => {
      const places = cells.filter(({ unreached }) => unreached.includes(name)).map(placeText);
      return prose(`${warning} witness ${name} was never reached: ${places.join('; ')}`, look);
    })
    .join('\n');
}

function verdictText(matrix: CombinedMatrix, look: Look): string {
  const { right, wrong, unsure } = glyphsOf(look);
  const { cells } = matrix;
  const violated = cells.filter(isViolated).length;
  const open = cells.filter(isOpen).length;
  const cut = open === 0 ? '' : `, and ${counted(open, 'combination')} were cut and prove nothing about the rest`;
  switch (outcomeOf(matrix)) {
    case 'violated':
      return `${wrong} ${grouped(violated)} of ${counted(cells.length, 'combination')} violate a property${cut}`;
    case 'holds':
      return `${right} every property holds in every combination, exhausted`;
    case 'inconclusive':
      return open === 0
        ? `${unsure} nothing is violated, and some explorations did not reach what they had to`
        : `${unsure} nothing was found that is violated${cut}`;
  }
}
