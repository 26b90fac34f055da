import { describe, expect, it } from 'vitest';
import { KillHunt } from '../../../src/cli/matrix/matrix-mutants.ts';
import type { MatrixPlan } from '../../../src/cli/matrix/matrix-plan.ts';
import type { Explored, Found } from '../../../src/cli/matrix/matrix-variants.ts';
import { PROTOCOLS, type Protocol } from '../../../src/machines/index.ts';
import { FAULT_CLASSES, propertiesUnder } from '../../../src/rollout/system/fault-classes.ts';
import { fakeIo } from '../in-process.ts';

const NEWEST = PROTOCOLS.at(-1) as Protocol;
const CLASSES = FAULT_CLASSES.filter(({ name }) => ['none', 'read', 'crash'].includes(name));
const PROPERTIES = propertiesUnder(CLASSES).map(({ name }) => name);
const [SAFE = '', OTHER = ''] = PROPERTIES;

const PLAN: MatrixPlan = {
  protocols: [NEWEST.name],
  classes: CLASSES,
  properties: [],
  operations: 2,
  limits: {},
};

type Break = (mutant: string | null, under: string) => readonly string[];

/** Hunts without exploring: `breaks` says what is violated. Tells which classes each mutant was tried under, too. */
async function hunt(breaks: Break) {
  const tried = new Map<string, string[]>();
  const table = await new KillHunt(NEWEST, PLAN, fakeIo().io, async (under, { title }) => {
    const mutant = /^mutant .*, (.*)$/.exec(title)?.[1] ?? null;
    tried.set(mutant ?? title, [...(tried.get(mutant ?? title) ?? []), under.name]);
    const violated = breaks(mutant, under.name);
    const findings = PROPERTIES.map((name): [string, Found] => [
      name,
      violated.includes(name) ? { result: 'violated', steps: 7 } : { result: 'holds', steps: 0 },
    ]);
    return { class: under.name, verdict: 'exhausted', states: 100, findings: new Map(findings) } satisfies Explored;
  }).table();
  return { table, tried, cellsOf: (name: string) => table.mutants.find((one) => one.name === name)?.cells ?? [] };
}

const resultsOf = (cells: readonly { readonly result: string }[]): Set<string> =>
  new Set(cells.map(({ result }) => result));

const killsUnderRead: Break = (mutant, under) => {
  if (mutant === null) return [];
  if (mutant === 'lost-apply-write') return under === 'read' ? [SAFE] : [];
  // One that kills all properties, so that none of them has to be hunted for.
  return mutant === 'eager-gate' ? PROPERTIES : [];
};

describe('the hunt for kills', () => {
  it('tries a mutant no further once it is killed', async () => {
    const { tried, cellsOf } = await hunt(killsUnderRead);
    expect(tried.get('the original')).toEqual(['none', 'read', 'crash']);
    expect(tried.get('eager-gate')).toHaveLength(1);
    expect(tried.get('lost-apply-write')).toEqual(['none', 'read']);
    const cells = cellsOf('lost-apply-write');
    expect(cells.find(({ property }) => property === SAFE)).toMatchObject({
      result: 'killed',
      class: 'read',
      steps: 7,
    });
    expect(resultsOf(cells.filter(({ property }) => property !== SAFE))).toEqual(new Set(['unasked']));
  });

  it('tries one that survives under every class, and an equivalent one though it is killed', async () => {
    const { tried, cellsOf, table } = await hunt((mutant, under) =>
      mutant === 'degraded-refuse-terminal' && under === 'none' ? [SAFE] : killsUnderRead(mutant, under),
    );
    expect(tried.get('silent-drive')?.toSorted()).toEqual(['crash', 'none', 'read']);
    expect(resultsOf(cellsOf('silent-drive'))).toEqual(new Set(['survived']));
    expect(table.mutants.find(({ name }) => name === 'degraded-refuse-terminal')?.equivalent).toBeDefined();
    expect(tried.get('degraded-refuse-terminal')?.toSorted()).toEqual(['crash', 'none', 'read']);
  });

  it('goes on for a property that has killed nothing, until it has', async () => {
    const under = (mutant: string | null, name: string): readonly string[] => {
      if (mutant !== 'eager-gate') return [];
      return name === 'crash' ? [OTHER] : [SAFE];
    };
    const { tried, table } = await hunt(under);
    expect(tried.get('eager-gate')).toContain('crash');
    const kills = Object.fromEntries(table.properties.map(({ name, kills: number }) => [name, number]));
    expect([kills[SAFE], kills[OTHER]]).toEqual([1, 1]);
    // What has killed none was asked of all mutants under all classes.
    expect(resultsOf(table.mutants.flatMap(({ cells }) => cells)).has('unasked')).toBe(false);
  });

  it('says nothing of what the original breaks itself', async () => {
    const { cellsOf } = await hunt((mutant) => (mutant === 'eager-gate' ? PROPERTIES.slice(1) : [SAFE]));
    expect(cellsOf('silent-drive').find(({ property }) => property === SAFE)?.result).toBe('untested');
  });
});
