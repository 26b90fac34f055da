import { describe, expect, it } from 'vitest';
import { rolloutSystem, runScenario, scenarioSystem } from '../../../src/rollout/index.ts';
import type { ExpectedBreak, RolloutConfig, Scenario } from '../../../src/rollout/index.ts';
import { explore, Kernel, ModelExecution, replay } from '../../../src/sim/index.ts';
import { UserError } from '../../../src/user-error.ts';
import { CLOBBER, STRANDED, tick } from '../scenario-examples.ts';

const report = (scenario: Scenario) => runScenario(scenario, { on: 'model' });

async function problemsOf(scenario: Scenario): Promise<readonly string[]> {
  const { ok, problems } = await report(scenario);
  expect(ok).toBe(problems.length === 0);
  return problems;
}

function expecting(scenario: Scenario, ...breaks: readonly ExpectedBreak[]): Scenario {
  return { ...scenario, buggy: { ...scenario.buggy, breaks } };
}

describe('a scenario that is right', () => {
  it('says at which step what broke, and what else did', async () => {
    const { ok, buggy } = await report(CLOBBER);
    expect(ok).toBe(true);
    const message = 'the apply is completed while an operation is pending';
    expect(buggy.breaks).toEqual([
      { expected: CLOBBER.buggy.breaks[0], seen: { property: 'no-false-terminal', step: 8, message, onward: [] } },
    ]);
    expect(buggy.others.map(({ property, step }) => [property, step])).toEqual([
      ['undetermined-writes-nothing', 7],
      ['verdict-matches-rows', 8],
    ]);
  });

  it('follows the steps under the fixed protocol as far as they are possible, and lists the rest', async () => {
    const { fixed } = await report(CLOBBER);
    expect(fixed?.trace.skipped.map(({ step, expected }) => [step, expected])).toEqual([
      [6, 'drive:B readApply takes effect'],
      [7, 'drive:B readApply is answered'],
      [8, 'drive:B writeApply takes effect'],
    ]);
    expect(fixed?.trace.skipped[0]?.possible).toContain('drive:B listOperations#1 takes effect');
    expect(fixed?.trace.steps).toHaveLength(6);
    expect(fixed?.breaks).toEqual([]);
  });

  it('follows the fixed protocol further than the common steps', async () => {
    const fixed = {
      protocol: 'merged',
      continues: [...tick('B', 'listOperations', 'readApply'), 'drive:B writeApply takes effect'],
    };
    const { ok, fixed: run } = await report({ ...CLOBBER, fixed });
    expect(ok).toBe(true);
    // Completed and pending add up to pending: rule 18 of the projection.
    const last = run?.trace.steps.at(-1)?.changes.find(({ name }) => name === 'apply');
    expect(last).toMatchObject({ to: { state: 'pending' } });
  });

  it('decides a liveness property from the world at the end', async () => {
    const { ok, buggy, fixed } = await report(STRANDED);
    expect(ok).toBe(true);
    expect(buggy.breaks[0]?.seen).toMatchObject({ step: 'end', onward: [] });
    // The rest of the tick, step by step: to read, read, to write; then written and answered, each before and after the gate.
    expect(fixed?.worldsOnward).toBe(3 + 2 * 2);
  });

  it('tells no worlds apart by faults that will not happen any more', async () => {
    const { fixed } = await report(CLOBBER);
    const system = rolloutSystem({ ...(fixed?.config as RolloutConfig), faults: {} }) as never;
    const execution = new ModelExecution(new Kernel(system));
    await replay(execution, fixed?.trace.steps.map(({ label }) => label) ?? []);
    const { states } = explore(execution.kernel, { from: execution.words });
    expect(fixed?.worldsOnward).toBe(states);
  });

  it('asserts the break alone where a later protocol is needed', async () => {
    const { ok, fixed } = await report({ ...CLOBBER, fixed: { needs: 'list the siblings' } });
    expect([ok, fixed]).toEqual([true, null]);
  });

  it('takes labels with and without the numbers of requests', async () => {
    const numbered = CLOBBER.steps.map((label) => label.replace(/ (takes effect|is answered)/, '#1 $1'));
    expect(await problemsOf({ ...CLOBBER, steps: numbered })).toEqual([]);
  });

  it('carries the config from which the same system is built again', async () => {
    const { buggy } = await report(CLOBBER);
    expect(buggy.config).toEqual(scenarioSystem(CLOBBER, 'own-tasks').config);
    expect(buggy.config).toMatchObject({ protocol: 'own-tasks', apply: { state: 'running', startedAt: 'stamped' } });
  });
});

describe('the system of a scenario', () => {
  it('allows every fault as often as there are steps', () => {
    const fixed = { protocol: 'merged', continues: tick('B', 'listOperations') };
    const { faults = {} } = scenarioSystem({ ...CLOBBER, fixed }, 'merged');
    expect(new Set(Object.values(faults))).toEqual(new Set([9 + 2]));
    expect(Object.keys(faults)).toContain('late-failure');
  });

  it('remembers as many versions of the store as the steps look back, and no more than there are steps', () => {
    const reading = (label: string) =>
      scenarioSystem({ ...CLOBBER, steps: [...CLOBBER.steps, label] }, 'merged').staleVersions;
    expect(scenarioSystem(CLOBBER, 'merged').staleVersions).toBe(1);
    expect(reading('drive:B listOperations takes effect, stale by 3 versions')).toBe(3);
    expect(reading('drive:B listOperations takes effect, stale by 1000000 versions')).toBe(10);
  });

  it('stamps the apply as its state demands', () => {
    const applyOf = (state: 'pending' | 'stopped' | 'failed') =>
      scenarioSystem({ ...CLOBBER, start: { apply: { state }, legacy: true } }, 'merged').config;
    expect(applyOf('pending')).toMatchObject({ apply: { startedAt: null, completedAt: null } });
    expect(applyOf('stopped')).toMatchObject({ apply: { startedAt: 'stamped', completedAt: null } });
    expect(applyOf('failed')).toMatchObject({ apply: { startedAt: 'stamped', completedAt: 'stamped' } });
  });
});

describe('a scenario that is wrong', () => {
  it('is caught when its break is not seen', async () => {
    const wrong = expecting(CLOBBER, { property: 'first-error-kept', at: 'drive:B writeApply takes effect' });
    expect(await problemsOf(wrong)).toEqual([
      'own-tasks: "first-error-kept" should break at "drive:B writeApply takes effect", but it holds',
    ]);
  });

  it('is caught when its break is seen at another step', async () => {
    const wrong = expecting(CLOBBER, { property: 'no-false-terminal', at: 'drive:B readApply is answered' });
    expect(await problemsOf(wrong)).toEqual([
      'own-tasks: "no-false-terminal" should break at "drive:B readApply is answered", but breaks at step 9, ' +
        '"drive:B writeApply#1 takes effect": the apply is completed while an operation is pending',
    ]);
  });

  it('is caught when its break says something else', async () => {
    const at = 'drive:B writeApply takes effect';
    const wrong = expecting(CLOBBER, { property: 'no-false-terminal', at, message: 'the apply is failed' });
    expect(await problemsOf(wrong)).toEqual([
      'own-tasks: "no-false-terminal" should say "the apply is failed", but says "the apply is completed while an operation is pending"',
    ]);
  });

  it('is caught when its liveness property holds', async () => {
    expect(await problemsOf({ ...STRANDED, buggy: { ...STRANDED.buggy, protocol: 'merged' } })).toEqual([
      'merged: "every-apply-settles" should break at the end, but it holds',
    ]);
  });

  it('is caught when a step is not possible, with what was possible and the nearest label', async () => {
    const steps = CLOBBER.steps.toSpliced(3, 1, 'drive:B pollEngine takes effect');
    const [problem, ...rest] = await problemsOf({ ...CLOBBER, steps, fixed: { needs: 'something' } });
    expect(rest).toEqual([]);
    expect(problem).toMatch(
      /^own-tasks: step 4, "drive:B pollEngine takes effect", is not possible. Did you mean "drive:B pollEngine is answered"\? Possible: /,
    );
    expect(problem).toContain('; drive:B pollEngine#1 is answered; ');
  });

  it('sees nothing at the end of a run that did not get there', async () => {
    const { problems, buggy } = await report({
      ...STRANDED,
      steps: ['engine:legacy completes'],
      fixed: { needs: 'x' },
    });
    expect(problems).toHaveLength(1);
    expect(buggy.breaks[0]?.seen).toBeNull();
  });

  it('is caught when the fixed protocol breaks in the same steps', async () => {
    expect(await problemsOf({ ...CLOBBER, fixed: { protocol: 'own-tasks' } })).toEqual([
      'own-tasks breaks "no-false-terminal" too, at step 9, "drive:B writeApply#1 takes effect": ' +
        'the apply is completed while an operation is pending',
    ]);
  });

  it('is caught when the fixed protocol strands the apply too', async () => {
    expect(await problemsOf({ ...STRANDED, fixed: { protocol: 'refuse' } })).toEqual([
      'refuse breaks "every-apply-settles" too, at the end: ' +
        'from here the goal can no longer be reached, however the run goes on without faults',
    ]);
  });

  it('is caught when the fixed protocol only breaks later, with the shortest way there', async () => {
    const stale: Scenario = {
      ...expecting(CLOBBER, { property: 'completed-at-iff-settled', at: 'drive:A writeApply takes effect' }),
      start: {
        apply: { state: 'running' },
        operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
      },
      steps: [
        ...tick('A', 'claim', 'pollEngine', 'writeOperation', 'readApply'),
        ...tick('B', 'claim', 'pollEngine', 'writeOperation', 'readApply'),
        'drive:B writeApply takes effect',
        'drive:A writeApply takes effect',
      ],
    };
    const { problems, fixed } = await report(stale);
    expect(fixed?.breaks).toEqual([
      {
        property: 'completed-at-iff-settled',
        step: 'end',
        message: 'the apply is running and completed_at is set',
        onward: [
          'drive:B listOperations#1 takes effect',
          'drive:B listOperations#1 is answered',
          'drive:B readApply#1 takes effect',
          'drive:B readApply#1 is answered',
          'drive:B writeApply#1 takes effect',
        ],
      },
    ]);
    expect(problems).toEqual([
      expect.stringMatching(
        /^merged breaks "completed-at-iff-settled" too, after the end, by "drive:B listOperations#1 takes effect", .*: the apply is/,
      ),
    ]);
  });

  it('is caught when the fixed protocol cannot go on as it says', async () => {
    const fixed = { protocol: 'merged', continues: ['drive:B readApply takes effect'] };
    const [problem] = await problemsOf({ ...CLOBBER, fixed });
    expect(problem).toMatch(/^merged: step 10, "drive:B readApply takes effect", is not possible\./);
  });

  it('is caught when its start is broken already', async () => {
    const operations = { A: { state: 'running', engine: 'copying' }, B: {} } as const;
    const wrong = {
      ...CLOBBER,
      start: { apply: { state: 'completed' }, operations },
      fixed: { needs: 'nothing' },
    } as const;
    expect(await problemsOf(wrong)).toContain(
      'own-tasks: "no-false-terminal" is broken before the first step: the apply is completed while an operation is running',
    );
  });

  it('is told from one that could not be decided', async () => {
    const { problems } = await runScenario({ ...STRANDED, fixed: { needs: 'x' } }, { on: 'model', maxWorlds: 2 });
    expect(problems).toEqual([
      'refuse: "every-apply-settles" could not be decided: what may follow the last step was cut by max-states 2',
    ]);
  });

  it('is refused when it names a property that does not exist', async () => {
    const wrong = expecting(CLOBBER, { property: 'no-false-terminl', at: 'end' });
    await expect(report(wrong)).rejects.toThrow(UserError);
    await expect(report(wrong)).rejects.toThrow('Did you mean "no-false-terminal"?');
  });
});
