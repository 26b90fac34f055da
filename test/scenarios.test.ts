import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../src/files/scenario-file.ts';
import { agreement, runScenario } from '../src/rollout/index.ts';
import { SHOWN_BY_SCENARIOS } from '../src/rollout/system/mutants.ts';

const FOLDER = fileURLToPath(new URL('../scenarios/', import.meta.url));
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

const textOf = (file: string): string => readFileSync(`${FOLDER}${file}`, 'utf8');

describe('the corpus', () => {
  it('has every race of the seed', () => {
    expect(FILES.filter((file) => file.startsWith('seed-'))).toEqual([
      'seed-clobber.yaml',
      'seed-completed-at.yaml',
      'seed-degraded-fallback.yaml',
      'seed-error-message.yaml',
      'seed-legacy-stranded.yaml',
      'seed-stale-list.yaml',
    ]);
  });
});

it('shows every mutant that no class of faults is large enough for', () => {
  const shown = FILES.map((file) => loadScenario(file, textOf(file)).buggy.mutant);
  expect(SHOWN_BY_SCENARIOS.length).toBeGreaterThan(0);
  expect(SHOWN_BY_SCENARIOS.map(({ name }) => name).filter((name) => !shown.includes(name))).toEqual([]);
});

describe.each(FILES)('%s', (file) => {
  const scenario = loadScenario(file, textOf(file));

  it('tells editors where its schema is', () => {
    expect(textOf(file).split('\n')[0]).toBe('# yaml-language-server: $schema=./scenario.schema.json');
  });

  it.each(['model', 'actors'] as const)(
    'breaks where it says, and only under the buggy protocol, on the %s',
    async (on) => {
      const { ok, problems } = await runScenario(scenario, { on });
      expect(problems).toEqual([]);
      expect(ok).toBe(true);
    },
  );

  it('tells the same on the model and on live actors', async () => {
    const model = await runScenario(scenario, { on: 'model' });
    const actors = await runScenario(scenario, { on: 'actors' });
    expect({ ...actors, on: 'model' }).toEqual(model);
  });

  it('offers the same choices and shows the same world on both after every step', async () => {
    expect(await agreement(scenario)).toBeNull();
  });
});
