import { describe, expect, it } from 'vitest';
import { explore, Kernel, sample, vacuousIn, watch, BLOCKED } from '../../../src/sim/index.ts';
import type {
  AnySystem,
  Exploration,
  LivenessProperty,
  SafetyProperty,
  System,
  Witness,
} from '../../../src/sim/index.ts';
import { asking, watching } from '../little-machines.ts';
import { small, type Counters } from '../systems.ts';

type Small = Partial<System<Counters>> & Pick<System<Counters>, 'actors'>;

const safety = (name: string, check: SafetyProperty<Counters>['check']): SafetyProperty<Counters> => ({
  kind: 'safety',
  name,
  summary: '',
  check,
});
const witness = (name: string, reached: Witness<Counters>['reached']): Witness<Counters> => ({
  kind: 'witness',
  name,
  summary: '',
  reached,
});
const liveness = (name: string, goal: LivenessProperty<Counters>['goal']): LivenessProperty<Counters> => ({
  kind: 'liveness',
  name,
  summary: '',
  goal,
});

/** One actor that asks once, a cell that moves on from 0 to 2, and one that stays. */
const system = (parts: Partial<Small> = {}): AnySystem =>
  small('vacuity', {
    store: { moving: 0, still: 7 },
    actors: { one: { machine: asking, crashes: true } },
    services: { ask: { access: 'read', run: (_: never, tx) => tx.read('moving') } },
    environment: {
      move: { run: (tx) => (tx.read('moving') < 2 ? tx.write('moving', tx.read('moving') + 1) : BLOCKED) },
    },
    ...parts,
  });

function found(
  parts: Partial<Small>,
  run = (kernel: Kernel, properties: never): Exploration => explore(kernel, { properties }),
): string[] {
  const kernel = new Kernel(system(parts));
  const watched = watch(kernel.system.properties ?? []);
  return vacuousIn(kernel, run(kernel, watched.properties as never), watched).map(({ message }) => message);
}

describe('what was only seemingly tested', () => {
  it('is nothing where everything happened and everything was asked', () => {
    const properties = [
      safety('bounded', (after) => (after.read('moving') > 2 ? 'too many' : null)),
      liveness('arrives', (world) => world.read('moving') === 2),
      witness('moved', (world) => world.read('moving') > 0),
    ];
    expect(found({ properties, faults: { read: 1, crash: 1 } })).toEqual([]);
  });

  it('is a fault that never found anything to hit', () => {
    const messages = found({ faults: { write: 2, read: 1 } });
    expect(messages).toEqual(['fault "write" was never injected, although 2 allowed']);
  });

  it('is a witness that no world satisfies', () => {
    const far = witness('far', (world) => world.read('moving') > 2);
    expect(found({ properties: [far] })).toEqual(['witness "far" was never reached']);
  });

  it('is a safety property that reads nothing of the world', () => {
    expect(found({ properties: [safety('mute', () => null)] })).toEqual([
      'safety property "mute" reads neither a cell nor an actor: its answer was always the same',
    ]);
  });

  it('is a safety property that reads only what never changes', () => {
    const property = safety('stale', (after, before) => (after.read('still') < before.read('still') ? 'less' : null));
    expect(found({ properties: [property] })).toEqual([
      'safety property "stale" reads only cell "still", which never changed: it was asked one question',
    ]);
  });

  it('is not a safety property that looks further once something has changed', () => {
    const late = safety('late', (after) => (after.read('moving') === 2 && after.read('still') === 0 ? 'gone' : null));
    expect(found({ properties: [late] })).toEqual([]);
  });

  it('is not a safety property of which one part looks at something that changes', () => {
    const parts = {
      ...safety('parts', (after, _, cell) => (after.read(cell) < 0 ? 'below' : null)),
      each: ['still', 'moving'],
    };
    expect(found({ properties: [parts] })).toEqual([]);
    expect(found({ properties: [{ ...parts, each: ['still'] }] })).toHaveLength(1);
  });

  it('is a liveness property whose goal holds from the beginning and for good', () => {
    expect(found({ properties: [liveness('easy', (world) => world.read('moving') >= 0)] })).toEqual([
      'liveness property "easy" had its goal reached in every world: nothing had to happen for it',
    ]);
  });

  it('is not a goal that is lost and has to be reached again', () => {
    expect(found({ properties: [liveness('away from one', (world) => world.read('moving') !== 1)] })).toEqual([]);
  });

  it('is not a goal that nobody looked at', () => {
    const watched = watch([liveness('unasked', () => true) as never]);
    const kernel = new Kernel(system());
    expect(vacuousIn(kernel, explore(kernel, { properties: [] }), watched)).toEqual([]);
  });

  it('is an action of the environment that was never possible', () => {
    const environment = {
      never: { run: (tx: { read(cell: 'still'): number }) => (tx.read('still') === 0 ? undefined : BLOCKED) },
    };
    expect(found({ environment: environment as never })).toEqual(['action "never" was never possible']);
  });

  it('is a service that nobody invokes', () => {
    const actors = { one: { machine: watching } };
    expect(found({ actors })).toEqual(['service "ask" was never invoked']);
  });

  it('is a service that never comes to its effect', () => {
    const services = { ask: { access: 'read', run: () => BLOCKED } as const };
    expect(found({ services })).toEqual(['service "ask" was invoked and never took effect']);
  });

  it('is also found in a sampling', () => {
    const run = (kernel: Kernel, properties: never) => sample(kernel, { seed: '1', runs: 5, properties }) as never;
    expect(found({ properties: [safety('mute', () => null)], faults: { write: 1 } }, run)).toEqual([
      'fault "write" was never injected, although 1 allowed',
      'safety property "mute" reads neither a cell nor an actor: its answer was always the same',
    ]);
  });
});
