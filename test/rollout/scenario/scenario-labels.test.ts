import { setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { scenarioSystem, type Scenario } from '../../../src/rollout/index.ts';
import { labelsOf, namesStep, withoutNumber } from '../../../src/rollout/scenario/scenario-labels.ts';
import { Kernel, ModelExecution, Random, type System } from '../../../src/sim/index.ts';
import { CLOBBER } from '../scenario-examples.ts';

/** Only where an operation pauses is there anything to release. */
const PAUSING: Scenario = {
  ...CLOBBER,
  start: {
    ...CLOBBER.start,
    summary: true,
    tasks: 1,
    operations: { A: { onFailure: 'pause' }, B: { state: 'running', engine: 'completed' } },
  },
};

/** Every label that was possible somewhere on a random walk, without numbers. */
function labelsOnAWalk(kernel: Kernel, seed: string): Set<string> {
  const random = new Random(seed);
  const execution = new ModelExecution(kernel);
  const printed = new Set<string>();
  for (let step = 0; step < 200; step += 1) {
    const possible = execution.possible();
    for (const { label } of possible) printed.add(withoutNumber(label));
    const chosen = possible[random.below(Math.max(1, possible.length))];
    if (chosen === undefined) break;
    execution.take(chosen);
  }
  return printed;
}

describe('labelsOf', () => {
  it('knows every label that the system prints', () => {
    const known = new Set(labelsOf(scenarioSystem(PAUSING, 'merged')));
    const printed = new Set<string>();
    // Each of the two reads its siblings in a way of its own.
    for (const protocol of ['merged', 'fenced']) {
      const kernel = new Kernel(scenarioSystem(PAUSING, protocol));
      for (let run = 0; run < 20; run += 1)
        for (const label of labelsOnAWalk(kernel, `walk ${run}`)) printed.add(label);
    }
    expect([...printed].filter((label) => !known.has(label))).toEqual([]);
    // The walks meet most of what it knows: it does not get by on knowing everything.
    expect(printed.size * 10).toBeGreaterThan(known.size * 8);
  });

  it('knows every timer of a machine that has several', () => {
    const delays = { soon: 10, later: 1000 };
    const machine = setup({ delays }).createMachine({ id: 'clock', after: { soon: {}, later: {} } });
    const system: System = { name: 'one', config: {}, actors: { clock: { machine } }, store: {}, services: {} };
    const known = labelsOf(system as unknown as System<never>);
    expect(known).toEqual(['clock timer soon fires', 'clock timer later fires']);
  });

  it('knows the messages that actors send each other', () => {
    const machine = setup({}).createMachine({ id: 'idle' });
    const system: System = {
      name: 'two',
      config: {},
      actors: { sender: { machine, routes: { 'row.changed': ['receiver'] } }, receiver: { machine } },
      store: {},
      services: {},
    };
    expect(labelsOf(system as unknown as System<never>)).toEqual(['receiver receives row.changed']);
  });
});

describe('namesStep', () => {
  it('may leave out the number of a request, but not get it wrong', () => {
    const names = (label: string) => namesStep(label, 'drive:A claim#2 takes effect');
    expect(names('drive:A claim takes effect')).toBe(true);
    expect(names('drive:A claim#2 takes effect')).toBe(true);
    expect(names('drive:A claim#1 takes effect')).toBe(false);
    expect(names('drive:B claim takes effect')).toBe(false);
  });
});
