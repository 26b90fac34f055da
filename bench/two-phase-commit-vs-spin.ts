/** Two-phase commit to its verdict, each side a whole process: the XState machines explored here, and SPIN's `pan`. */
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Figure, Row, Side } from './row.ts';
import { run } from './run-command.ts';
import { compiledPan, missingForSpin, panArguments, panCounts } from './spin.ts';
import { checkedCounts, statesOf } from './two-phase-commit-counts.ts';
import { promelaOf } from './two-phase-commit-promela.ts';

const EXTENSION = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const SCRIPT = fileURLToPath(new URL(`two-phase-commit-run${EXTENSION}`, import.meta.url));

interface Printed {
  readonly verdict: string;
  readonly states: number;
  readonly transitions: number;
  readonly properties: Readonly<Record<string, string>>;
}

function holdfast(managers: number): Side {
  return {
    once: 'whole',
    job: async () => {
      const found = JSON.parse(await run(process.execPath, [SCRIPT, String(managers)])) as Printed;
      const { verdict, properties } = found;
      if (verdict !== 'exhausted' || !isDeepStrictEqual(properties, { consistent: 'holds' }))
        throw new Error(`expected an exhausted model that is consistent, found ${JSON.stringify(found)}`);
      return checkedCounts('Holdfast', managers, found);
    },
  };
}

/** The program is made while the side is set up: only its run is timed. */
async function spin(managers: number): Promise<Side> {
  const pan = await compiledPan(promelaOf(managers));
  const args = panArguments(statesOf(managers));
  return { once: 'whole', job: async () => checkedCounts('pan', managers, panCounts(await run(pan, args))) };
}

const ours = (managers: number): string => `Holdfast, ${managers} managers`;
const theirs = (managers: number): string => `pan, ${managers} managers`;

/** The row where these programs are missing: without any, SPIN is a peer. */
export function rowWithout(missing: readonly string[], quick: boolean): Row {
  const sizes = quick ? [5] : [7, 8];
  const withSpin = missing.length === 0;
  const sides = (n: number): [string, () => Side | Promise<Side>][] => [
    ...(withSpin ? [[theirs(n), () => spin(n)] as [string, () => Promise<Side>]] : []),
    [ours(n), () => holdfast(n)],
  ];
  const figure = (n: number): Figure => ({
    name: `${n} managers`,
    unit: 'states',
    when: 'whole',
    ours: ours(n),
    ...(withSpin ? { peer: theirs(n) } : {}),
  });
  return {
    sides: Object.fromEntries(sizes.flatMap(sides)),
    figures: sizes.map(figure),
    notes: withSpin ? [] : [`SPIN is left out, because this machine has no ${missing.join(' and no ')}`],
  };
}

export const row = async (quick: boolean): Promise<Row> => rowWithout(await missingForSpin(), quick);
