import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { look } from '../../../src/cli/terminal/rollout-look.ts';
import { loadScenario } from '../../../src/files/scenario-file.ts';
import { scenarioLine, scenarioText } from '../../../src/cli/replay/scenario-text.ts';
import type { CheckOptions } from '../../../src/report/index.ts';
import { runScenario, type RolloutConfig, type Scenario, type ScenarioReport } from '../../../src/rollout/index.ts';
import { fakeIo } from '../in-process.ts';

const load = (name: string): Scenario =>
  loadScenario(name, readFileSync(new URL(`../../../scenarios/${name}.yaml`, import.meta.url), 'utf8'));

const clobber = load('seed-clobber');
const report = await runScenario(clobber, { on: 'model' });

const wide = { width: 1000 };

/** The look of the program at that width. */
function at(width: number, { buggy }: ScenarioReport): CheckOptions {
  return look(fakeIo('', { width }).io, buggy.config as RolloutConfig);
}

describe('the line of a scenario', () => {
  it('says what broke under which protocol, and which one mends it', () => {
    expect(scenarioLine(clobber, report, wide)).toBe(
      '✓ seed-clobber: own-tasks breaks no-false-terminal at t8, gate-never-green-early at t9; merged holds',
    );
  });

  it('says what is needed where no protocol mends it', async () => {
    const fixed = { needs: 'list the siblings first' };
    const scenario: Scenario = { ...clobber, fixed };
    const line = scenarioLine(scenario, await runScenario(scenario, { on: 'model' }), wide);
    expect(line).toMatch(/^✓ .*; no shipped protocol mends it: list the siblings first/);
  });

  it('says where a goal is out of reach', async () => {
    const scenario = load('seed-legacy-stranded');
    const line = scenarioLine(scenario, await runScenario(scenario, { on: 'model' }), wide);
    expect(line).toContain('refuse breaks every-apply-settles at the end; merged holds');
  });

  it('says what was not seen, and does not call that mended', async () => {
    const scenario: Scenario = { ...clobber, buggy: { ...clobber.buggy, protocol: 'merged' } };
    const line = scenarioLine(scenario, await runScenario(scenario, { on: 'model' }), wide);
    expect(line).toBe(
      '✗ seed-clobber: merged breaks no-false-terminal NOT SEEN, gate-never-green-early NOT SEEN; not as the file says',
    );
  });
});

describe('the text of a scenario', () => {
  it('tells the race, what it broke, and what became of it under the fixed protocol', () => {
    const text = scenarioText(clobber, report, at(1000, report));
    expect(text).toContain(`\n${clobber.summary}\n\nUnder own-tasks:\n`);
    expect(text).toContain(
      '\n✗ no-false-terminal breaks at t8: the apply is completed while an operation is pending\n',
    );
    expect(text).toMatch(
      /\n✓ Under merged 4 of the steps are not possible; none of it breaks, nor in any of the [\d,]+ worlds/,
    );
  });

  it('says so when the fixed protocol breaks too, and ends with what is wrong', async () => {
    const scenario: Scenario = { ...clobber, fixed: { protocol: 'own-tasks' } };
    const broken = await runScenario(scenario, { on: 'model' });
    const text = scenarioText(scenario, broken, at(1000, broken));
    expect(text).toContain('\n✗ Under own-tasks all steps are possible; it breaks too.\n');
    expect(broken.problems.length).toBeGreaterThan(0);
    for (const problem of broken.problems) expect(text).toContain(`\n✗ ${problem}\n`);
  });

  it.each([40, 60, 100])('fits %i columns', (width) => {
    const lines = scenarioText(clobber, report, at(width, report)).split('\n');
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
  });
});
