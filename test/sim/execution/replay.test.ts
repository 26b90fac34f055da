import { describe, expect, it } from 'vitest';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../../src/sim/execution/live.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { replay, traceOf } from '../../../src/sim/execution/replay.ts';
import type { SafetyProperty, View } from '../../../src/sim/contract/system.ts';
import { systemNamed } from '../systems.ts';
import { writers } from '../writers.ts';

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

const READS = ['one read#1 takes effect', 'two read#1 takes effect'];

describe.each([
  ['the model', (atomic: boolean) => new ModelExecution(new Kernel(writers(atomic)))],
  ['live actors', (atomic: boolean) => new LiveExecution(writers(atomic))],
] as const)('what a step on %s let actors know', (_name, make) => {
  it('is data: the request, how it took effect, its answer, and the keys of the context that it changed', async () => {
    const { steps } = await replay(make(true), [...READS, 'one write#1 takes effect']);
    expect(steps[0]).toEqual({
      label: READS[0],
      actor: 'one',
      fault: null,
      kind: 'effect',
      request: { source: 'read', name: 'read#1' },
      variant: { kind: 'fresh' },
      answer: { source: 'read', ok: true, value: { version: 7 } },
      changes: [{ kind: 'actor', name: 'one', from: 'reading', to: 'writing' }],
      contexts: [
        { actor: 'one', key: 'seen', from: { version: 0 }, to: { version: 7 } },
        { actor: 'one', key: 'tries', from: 0, to: 1 },
      ],
      violations: [],
    });
    expect(steps[2]).toMatchObject({ answer: { ok: true, value: null } });
    expect(steps[2]).not.toHaveProperty('contexts');
  });

  it.each([
    [true, ['two write#1 takes effect']],
    [false, ['two write#1 takes effect', 'two write#1 is answered']],
  ])('is the refusal that stopped an actor, if its answer arrives at once: %s', async (atomic, last) => {
    const answers = atomic ? [] : ['one read#1 is answered', 'two read#1 is answered'];
    const { steps, divergence } = await replay(make(atomic), [
      ...READS,
      ...answers,
      'one write#1 takes effect',
      ...last,
    ]);
    const conflict = { name: 'Conflict', message: 'version 8 is not 7' };
    expect(divergence).toBeNull();
    expect(steps.at(-last.length)).toMatchObject({ answer: { source: 'write', ok: false, value: conflict } });
    expect(steps.map(({ failed = [] }) => failed)).toEqual([
      ...steps.slice(1).map(() => []),
      [{ actor: 'two', state: 'writing', answer: conflict }],
    ]);
  });

  it('is the timeout that stopped an actor', async () => {
    const { steps } = await replay(make(true), [READS[0] ?? '', 'one write#1 fails: timeout']);
    expect(steps[1]).toMatchObject({
      kind: 'fail',
      failed: [{ actor: 'one', state: 'writing', answer: { message: 'timeout' } }],
    });
    expect(steps[1]).not.toHaveProperty('answer');
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
