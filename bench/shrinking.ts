/**
 * Shrinking a schedule of five hundred steps that breaks a property: the schedule is drawn while the row is set up, and each job
 * makes a kernel of its own and shrinks it from its labels.
 */
import { rolloutSystem, type RolloutConfig } from '../src/rollout/index.ts';
import { Kernel, labelsOf, Sampler, shrinkRace, type Property, type Race } from '../src/sim/index.ts';
import type { Row, Side } from './row.ts';

/** Crashes without end keep the operations from completing, so that what breaks breaks late. */
const CONFIG: RolloutConfig = { protocol: 'own-tasks', operations: 3, faults: { crash: 1000, failure: 1 } };
const PROPERTY = 'no-false-terminal';
const STEPS = 500;
const SEEDS = 2000;

/** The first drawn schedule that breaks the property after that many steps. */
function longRace(steps: number): Race<RolloutConfig> {
  const kernel = new Kernel(rolloutSystem(CONFIG));
  const properties = (kernel.system.properties ?? []).filter(({ name }) => name === PROPERTY) as Property<never>[];
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const options = { seed: `long ${seed}`, runs: 1, chaos: 5000, properties, schedulers: ['uniform'] } as const;
    const sampler = new Sampler(kernel, options);
    sampler.advance(1);
    const choices = sampler.result().findings[0]?.path?.choices ?? [];
    if (choices.length >= steps) return { config: CONFIG, property: PROPERTY, steps: labelsOf(kernel, choices) };
  }
  throw new Error(`no schedule of ${steps} steps breaks ${PROPERTY}`);
}

function shrinking(steps: number): Side {
  const race = longRace(steps);
  const shrunk = () => shrinkRace(race, { build: rolloutSystem, smaller: () => [] });
  return {
    job: () => {
      if (shrunk()?.minimal !== true) throw new Error('the schedule was not shrunk to the end');
      return { schedules: 1 };
    },
    facts: () => ({ 'steps drawn': race.steps.length, 'steps left': shrunk()?.steps.length ?? 0 }),
  };
}

export function row(quick: boolean): Row {
  const steps = quick ? 100 : STEPS;
  const name = `${steps} steps`;
  return {
    sides: { [name]: () => shrinking(steps) },
    figures: [
      { name, unit: 'schedules', when: 'cold', ours: name },
      { name, unit: 'schedules', when: 'warm', ours: name },
    ],
  };
}
