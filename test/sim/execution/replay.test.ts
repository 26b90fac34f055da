import { describe, expect, it } from 'vitest';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../../src/sim/execution/live.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { replay, traceOf } from '../../../src/sim/execution/replay.ts';
import type { SafetyProperty, View } from '../../../src/sim/contract/system.ts';
import { systemNamed } from '../systems.ts';

const system = systemNamed('machines that finish with an output');
const executions = [
  ['the model', () => new ModelExecution(new Kernel(system))],
  ['live actors', () => new LiveExecution(system)],
] as const;

const STEPS = ['first count#1 takes effect', 'first count#1 is answered', 'crash second', 'restart second'];

const counted: SafetyProperty<never> = {
  kind: 'safety',
  name: 'nothing-counted',
  summary: '',
  check: (after) => ((after as unknown as View).read('x') === 0 ? null : 'something is counted'),
};

describe.each(executions)('a replay on %s', (_name, make) => {
  it('follows a schedule to its end and writes down what each step changed, answered and broke', async () => {
    const { steps, skipped, divergence } = await replay(make(), STEPS, { properties: [counted] });
    expect([skipped, divergence]).toEqual([[], null]);
    expect(steps.map(({ label }) => label)).toEqual(STEPS);
    expect(steps[0]).toMatchObject({
      actor: 'first',
      fault: null,
      changes: [{ kind: 'cell', name: 'x', from: 0, to: 1 }],
      violations: [{ property: 'nothing-counted', message: 'something is counted' }],
    });
    expect(steps[1]?.changes).toEqual([{ kind: 'actor', name: 'first', from: 'asking', to: 'done' }]);
    expect(steps[2]).toMatchObject({ actor: 'second', fault: 'crash', changes: [{ from: 'asking', to: null }] });
    expect(steps[3]).toMatchObject({ fault: null, changes: [{ from: null, to: 'asking' }] });
  });

  it('stops where the schedule is not possible, and says what was expected and what was possible instead', async () => {
    const { steps, divergence } = await replay(make(), [STEPS[0] ?? '', 'first count#7 fails', ...STEPS.slice(1)]);
    expect(steps).toHaveLength(1);
    expect(divergence).toEqual({
      step: 1,
      expected: 'first count#7 fails',
      possible: ['first count#1 is answered', 'second count#1 takes effect', 'crash second'],
    });
  });

  it('leaves out what is not possible and goes on, if it is told to', async () => {
    const labels = ['restart second', ...STEPS, 'nonsense'];
    const { steps, skipped, divergence } = await replay(make(), labels, { lenient: true });
    expect(steps.map(({ label }) => label)).toEqual(STEPS);
    expect(skipped.map(({ step, expected }) => [step, expected])).toEqual([
      [0, 'restart second'],
      [5, 'nonsense'],
    ]);
    expect(divergence).toBeNull();
  });

  it('finds a request by its service alone', async () => {
    const { steps } = await replay(make(), ['first count takes effect', 'first count is answered']);
    expect(steps.map(({ label }) => label)).toEqual(STEPS.slice(0, 2));
  });

  it('shows each step as it is taken', async () => {
    const seen: string[] = [];
    await replay(make(), STEPS, { observe: ({ label }, index) => seen.push(`${index} ${label}`) });
    expect(seen).toEqual(STEPS.map((label, index) => `${index} ${label}`));
  });
});

describe('the trace of a path', () => {
  const kernel = new Kernel(system);
  const { choices = [] } = explore(kernel, { properties: [counted] }).findings[0]?.path ?? {};

  it('is what a replay of its labels writes down', async () => {
    const { steps } = await replay(new ModelExecution(kernel), labelsOf(kernel, choices), { properties: [counted] });
    expect(steps.length).toBeGreaterThan(0);
    expect(traceOf(kernel, choices, [counted])).toEqual(steps);
  });

  it('is refused for a path of another kernel', () => {
    expect(() => traceOf(kernel, [...choices, ...choices])).toThrow(RangeError);
  });
});
