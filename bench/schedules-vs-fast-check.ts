/**
 * Random schedules of the seed race "degraded fallback", by a `Sampler` and by fast-check's `fc.scheduler()`.
 *
 * The same on both sides: the machines; the services behind the drives and the gate; the start; the instants between
 * which the scheduler may put something else (a request takes effect, and is answered later; a timer fires; the
 * environment acts); at most one failed read in a schedule; every schedule runs until nothing is left to happen; after
 * every step each safety property is looked at that was not yet found violated (by that scheduler, on our side).
 *
 * Not the same: Holdfast's schedulers take turns, as they do by default, and pick among what can happen, the failed read
 * included. fast-check draws among promises; which read fails is drawn beforehand, and a promise that turns out to be
 * blocked is drawn in vain and waits. Holdfast runs the machines as memoised pure transitions, fast-check live; that is
 * the difference this row is about. fast-check starts each schedule with new actors, as its users do, and could shrink
 * what it finds; Holdfast keeps the choices of a path that broke something.
 */
import { rolloutSystem, type RolloutConfig } from '../src/rollout/index.ts';
import { Kernel, Sampler, type SafetyProperty, type System } from '../src/sim/index.ts';
import { CountingKernel } from './counting-kernel.ts';
import { erased } from './erased.ts';
import type { Counts, Figure, Row, Side } from './row.ts';
import { ScheduledCheck } from './scheduled-check.ts';

const race: RolloutConfig = {
  apply: { state: 'running' },
  operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
  faults: { read: 1 },
};

/** Long enough for every schedule to end by itself. */
const CHAOS = 1000;

/** Schedules drawn to look at the verdict: with these seeds enough to find a race that is there. */
const LOOK = 150;

const systemUnder = (protocol: string): System<never> => erased(rolloutSystem({ ...race, protocol }));

const safetyOf = (system: System<never>): readonly SafetyProperty<never>[] =>
  (system.properties ?? []).filter((property) => property.kind === 'safety');

/** The race breaks this, and `merged` mends it: a side that sees anything else does not test the same system. */
const RACE = 'no-false-terminal';

function expectRace(protocol: string, violated: readonly string[]): void {
  if (violated.includes(RACE) === (protocol === 'fallback')) return;
  throw new Error(`protocol "${protocol}": violated are ${violated.join(', ') || 'none'}`);
}

function samplerOn(kernel: Kernel): Sampler {
  const properties = safetyOf(kernel.system);
  return new Sampler(kernel, { seed: 'bench', runs: Number.MAX_SAFE_INTEGER, chaos: CHAOS, properties });
}

/** The first batch builds the kernel, and XState fills its tables; later batches go on from there. */
function holdfast(protocol: string, schedules: number): Side {
  const system = systemUnder(protocol);
  let sampler: Sampler | undefined;
  const job = (): Counts => {
    sampler ??= samplerOn(new Kernel(system));
    const before = sampler.progress.steps;
    sampler.advance(schedules);
    return { schedules, steps: sampler.progress.steps - before };
  };
  const facts = (): Counts => {
    const kernel = new CountingKernel(system);
    const look = samplerOn(kernel);
    look.advance(LOOK);
    const { steps, findings } = look.result();
    expectRace(
      protocol,
      findings.filter(({ result }) => result === 'violated').map(({ property }) => property.name),
    );
    return kernel.applied === steps ? { [`different in ${LOOK}`]: kernel.schedules } : {};
  };
  return { job, facts };
}

/** The first batch provides the machines, later batches reuse them. */
function fastCheck(protocol: string, schedules: number): Side {
  const system = systemUnder(protocol);
  const properties = safetyOf(system);
  const check = new ScheduledCheck(system, properties);
  let seed = 0;
  const job = async (): Promise<Counts> => {
    seed += 1;
    const { steps } = await check.run({ seed, schedules, careful: false });
    return { schedules, steps };
  };
  const facts = async (): Promise<Counts> => {
    const look = new ScheduledCheck(system, properties);
    const { different } = await look.run({ seed: 0, schedules: LOOK, careful: true });
    expectRace(protocol, look.violated);
    return { [`different in ${LOOK}`]: different };
  };
  return { job, facts };
}

export function row(quick: boolean): Row {
  const schedules = quick ? 25 : 150;
  const protocols = quick ? ['fallback'] : ['fallback', 'merged'];
  const pair = (protocol: string): Row['sides'] => ({
    [`fast-check, ${protocol}`]: () => fastCheck(protocol, schedules),
    [`Holdfast, ${protocol}`]: () => holdfast(protocol, schedules),
  });
  const figure = (protocol: string, when: Figure['when']): Figure => ({
    name: protocol,
    unit: 'schedules',
    when,
    ours: `Holdfast, ${protocol}`,
    peer: `fast-check, ${protocol}`,
  });
  return {
    sides: Object.assign({}, ...protocols.map(pair)) as Row['sides'],
    figures: protocols.flatMap((protocol) => [figure(protocol, 'cold'), figure(protocol, 'warm')]),
  };
}
