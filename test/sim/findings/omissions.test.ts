import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { explore } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { omissionsIn } from '../../../src/sim/findings/omissions.ts';
import {
  Failure,
  type AnySystem,
  type FaultBudget,
  type Service,
  type System,
} from '../../../src/sim/contract/system.ts';
import { asking } from '../little-machines.ts';
import { small, type Counters } from '../systems.ts';

function kindsOf(system: AnySystem): string[] {
  const kernel = new Kernel(system);
  expect(explore(kernel).verdict).toBe('exhausted');
  return omissionsIn(kernel).map(({ kind }) => kind);
}

const refuse = () => {
  throw new Failure('Refused', 'not now');
};

const asks = (
  access: Service['access'],
  faults: FaultBudget,
  run: Service<Counters, never, unknown>['run'] = () => 0,
  crashes = true,
): AnySystem =>
  small('one request', {
    store: { x: 0 },
    actors: { one: { machine: asking, crashes } },
    services: { ask: { access, run } },
    faults,
  } as Partial<System<Counters>> & Pick<System<Counters>, 'actors'>);

describe('what the model leaves out is told where it concerns a check:', () => {
  it('a write that travels when its sender crashes', () => {
    expect(kindsOf(asks('write', { crash: 1 }))).toEqual(['travelling-write']);
    expect(kindsOf(asks('read', { crash: 1 }))).toEqual([]);
    expect(kindsOf(asks('write', {}))).toEqual([]);
    expect(kindsOf(asks('write', { crash: 1 }, () => 0, false))).toEqual([]);
  });

  it('a refusal that gets lost', () => {
    expect(kindsOf(asks('write', { ack: 1 }, refuse))).toEqual(['lost-refusal']);
    expect(kindsOf(asks('write', { ack: 1 }))).toEqual([]);
    expect(kindsOf(asks('write', { write: 1, ack: 1 }))).toEqual([]);
    expect(kindsOf(asks('write', {}, refuse))).toEqual([]);
  });

  it('timers that fire late, where there are two at once', () => {
    const region = { initial: 'a', states: { a: { after: { 10: 'b' } }, b: {} } };
    const two = setup({}).createMachine({ type: 'parallel', states: { one: region, two: region } });
    const one = setup({}).createMachine(region);
    expect(kindsOf(small('two timers', { actors: { t: { machine: two } } }))).toEqual(['late-timer']);
    expect(kindsOf(small('a timer each', { actors: { t: { machine: one }, u: { machine: one } } }))).toEqual([]);
  });

  it('in one sentence that names who it is about', () => {
    const kernel = new Kernel(asks('write', { crash: 1, ack: 1 }, refuse));
    explore(kernel);
    expect(omissionsIn(kernel).map(({ message }) => message)).toEqual([
      'a request to ask that is on its way when its sender crashes is lost; one that takes effect afterwards is not modelled',
      'the fault ack does not hit a write that is refused (ask): its sender always learns of the refusal',
    ]);
  });
});
