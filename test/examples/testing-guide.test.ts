/** docs/testing.md says what test/examples/testing.test.ts says, and prints what it prints. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shop } from '../../examples/checkout/system.ts';
import { rollouts, schedules } from '../../src/fast-check/index.ts';
import { LiveExecution, replay } from '../../src/sim/index.ts';
import '../../src/vitest/index.ts';
import { failureOf } from '../vitest/failures.ts';
import { asInstalled, blocksIn, text } from './guide.ts';

const guide = text('docs/testing.md');
const source = asInstalled('test/examples/testing.test.ts');
const system = shop({ idempotent: false });

describe('the guide to testing', () => {
  it('shows only code that is run', () => {
    const shown = blocksIn(guide, 'ts');
    expect(shown.filter((block) => !source.includes(block))).toEqual([]);
    expect(shown.length).toBeGreaterThan(10);
  });

  it('shows every test that is run', () => {
    const tests = [...source.matchAll(/^(?:it|describe)\('(.*)', .*\{$/gm)].map(([line]) => line);
    expect(tests.filter((line) => !guide.includes(line))).toEqual([
      "describe('moving over from fc.scheduler()', () => {",
    ]);
  });

  it('shows the failure as it is printed', () => {
    expect(blocksIn(guide, 'text')).toEqual([`${failureOf(() => expect(system).toHold('charged-once'))}\n`]);
  });

  it('shows the schedule to which fast-check shrinks', async () => {
    const onSchedules = fc.asyncProperty(schedules(system), async ({ steps }) => {
      const execution = new LiveExecution(system);
      await replay(execution, steps);
      return Number(execution.view().read('charges')) <= 1;
    });
    const { counterexample } = await fc.check(onSchedules, { seed: 1, numRuns: 1000 });
    expect(blocksIn(guide, 'json')).toEqual([`${String(counterexample?.[0])}\n`]);
  });

  it('shows the command beside a rollout as it is printed', () => {
    const two = rollouts({ protocol: 'own-tasks', parts: [], pinned: { operations: 2 } });
    const { counterexample } = fc.check(
      fc.property(two, () => false),
      { seed: 1 },
    );
    const [, command = ''] = /\/\* (.*) \*\//.exec(fc.stringify(counterexample?.[0])) ?? [];
    expect(command).not.toBe('');
    expect(guide).toContain(`\`${command}\``);
  });
});
