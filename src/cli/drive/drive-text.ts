/** Changes and views of a rollout as lines of text. */
import type { Change, GateColour } from '../../driver/index.ts';
import { isTerminal, type State } from '../../machines/index.ts';
import { freshHolding, type ApplyView, type StoredOperation } from '../../store/index.ts';

/** What the table shows; `said` is the last log line of each operation, in their order. */
export interface Table {
  readonly apply: string;
  readonly view: ApplyView;
  readonly gate: GateColour;
  readonly said: readonly string[];
  readonly color: boolean;
  /** Columns to fit into. */
  readonly width: number;
}

/** One line for one change. */
export function changeLine(change: Change): string {
  switch (change.kind) {
    case 'apply':
      return `apply ${change.apply}: ${change.state}${because(change.errorMessage)}`;
    case 'operation':
      return `${change.operation}: ${change.state}${by(change.holder, change.state)}${because(change.errorMessage)}`;
    case 'gate':
      return `gate: ${change.colour}`;
    case 'trouble':
      return `trouble: ${change.doing}${change.operation === null ? '' : ` for ${change.operation}`}: ${change.message}; trying again`;
  }
}

/** The apply, and below it a row for each operation: name, state, who drives it, and what its work said last. */
export function tableLines({ apply, view, gate, said, color, width }: Table): string[] {
  const rows = view.operations.map(
    (row, index) => [row.id, row.state, holderOf(view, row), said[index] ?? ''] as const,
  );
  const [names, states, holders] = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([id, state, holder, last]) => [
    { text: `  ${id.padEnd(names ?? 0)}  ` },
    { text: state.padEnd(states ?? 0), word: state },
    { text: `  ${holder.padEnd(holders ?? 0)}  ${last}` },
  ]);
  const { state } = view.apply;
  const head = [{ text: `${apply}  ` }, { text: state, word: state }, { text: '  gate ' }, { text: gate, word: gate }];
  return [head, ...lines].map((pieces) => fit(pieces, width, color));
}

/** A part of a line; one with a word is painted in the colour of that word. */
interface Piece {
  readonly text: string;
  readonly word?: string;
}

/** The pieces as one line, cut to the width. Colour codes take no room. */
function fit(pieces: readonly Piece[], width: number, color: boolean): string {
  let room = width;
  const painted = pieces.map(({ text, word }) => {
    const part = text.slice(0, room);
    room -= part.length;
    return color && word !== undefined ? paint(word, part) : part;
  });
  return painted.join('').trimEnd();
}

function holderOf(view: ApplyView, row: StoredOperation): string {
  return isTerminal(row.state) ? '' : (freshHolding(view, row)?.holder ?? '');
}

function by(holder: string | null, state: State): string {
  return holder === null || isTerminal(state) ? '' : `, driven by ${holder}`;
}

function because(errorMessage: string | null): string {
  return errorMessage === null ? '' : `, ${errorMessage}`;
}

const COLOURS: Readonly<Record<string, number>> = {
  completed: 32,
  green: 32,
  failed: 31,
  red: 31,
  pending: 2,
  running: 36,
};

function paint(word: string, text: string): string {
  const code = COLOURS[word];
  return code === undefined || text === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
}
