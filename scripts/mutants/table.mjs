// What became of mutants, for people.

/**
 * @typedef {object} Outcome
 * @property {import('./list.mjs').Mutant} mutant
 * @property {string} result
 * @property {string | null} by the first test that failed
 * @property {number} seconds
 */

const WIDTH = 60;

const shortened = (text) => (text.length > WIDTH ? `${text.slice(0, WIDTH - 3)}...` : text);

/** @param {Outcome} outcome */
export function lineOf({ mutant, result, by, seconds }) {
  return `${mutant.name}: ${result}${by === null ? '' : ` by "${shortened(by)}"`} (${seconds.toFixed(1)} s)`;
}

/** @param {readonly Outcome[]} outcomes */
export function tableOf(outcomes) {
  const rows = outcomes.map(({ mutant, result, by, seconds }) => [
    mutant.name,
    mutant.file.replace(/^src\//, ''),
    result,
    seconds.toFixed(1),
    shortened(reasonOf(mutant, result, by)),
  ]);
  const header = ['mutant', 'file', 'result', 's', 'first test that failed, or why there can be none'];
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]))
      .join('  ')
      .trimEnd();
  return [
    line(header),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    summaryOf(outcomes),
  ].join('\n');
}

function reasonOf({ equivalent, tests }, result, by) {
  if (by !== null) return by;
  return result === 'equivalent'
    ? equivalent
    : result.startsWith('killed')
      ? ''
      : `nothing in ${tests.join(', ')} noticed`;
}

function summaryOf(outcomes) {
  const counts = new Map();
  for (const { result } of outcomes) counts.set(result, (counts.get(result) ?? 0) + 1);
  return `${outcomes.length} mutants: ${[...counts].map(([result, count]) => `${count} ${result}`).join(', ')}`;
}
