/**
 * Finds the known word that somebody probably meant, for error messages.
 */

/**
 * The known word nearest to `word`, or undefined when none is near enough to be a likely slip.
 *
 * Letter case is ignored. Near enough is one edit (insertion, deletion, substitution or swap of two neighbours) for
 * every three letters of the longer word, so a word of one or two letters is matched only up to its case. Of equally
 * near words the first in `known` is taken.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const cutOff = Math.floor(Math.max(word.length, candidate.length) / 3);
    if (distance <= cutOff && (best === undefined || distance < best.distance)) best = { word: candidate, distance };
  }
  return best?.word;
}

/**
 * The sentence for a word that is not in a list.
 *
 * @example
 * unknownWord('policy', 'pasue', ['halt', 'continue', 'pause'])
 * // unknown policy "pasue". Did you mean "pause"? Known: halt, continue, pause
 */
export function unknownWord(kind: string, word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  return `unknown ${kind} ${JSON.stringify(word)}.${hint} Known: ${known.length > 0 ? known.join(', ') : '(none)'}`;
}

/**
 * The Damerau–Levenshtein distance in its restricted form (optimal string alignment: no part is edited twice), in
 * UTF-16 code units. Keeps the last two rows of the table, because a swap looks back two.
 */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        swapped ? at(beforePrevious, column - 2) + 1 : Infinity,
      );
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
