/** What is smaller than a rollout by one step: for making a race small together with what it happens in. */
import type { FaultBudget, Smaller } from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import { partsMistake } from '../parts/index.ts';
import { SETTING_NAMES } from '../base/settings.ts';

type Candidate = Smaller<RolloutConfig>;

/**
 * First the budgets that the race needs and no more, then an operation less, a driver less, a part or a setting less.
 *
 * @param faults how often the race needs each fault
 */
export function* smallerRollouts(config: RolloutConfig, faults: FaultBudget): Iterable<Candidate> {
  if (!isSameBudget(config.faults ?? {}, faults)) yield { config: { ...config, faults } };
  yield* fewerOperations(config);
  yield* fewerDrivers(config);
  yield* fewerSettings(config);
}

/**
 * Without a setting, and without those that mean nothing without it. What is wrong in one line stays wrong, and the number of drivers
 * gets smaller by itself: what it is by default may be more.
 */
function* fewerSettings(config: RolloutConfig): Iterable<Candidate> {
  const names = SETTING_NAMES.filter((name) => config[name] !== undefined);
  for (const gone of names.filter((name) => name !== 'mutant' && name !== 'drivers')) {
    let rest = without(config, names);
    for (const name of names.filter((other) => other !== gone)) {
      const more = { ...rest, [name]: config[name] };
      if (partsMistake(more) === null) rest = more;
    }
    yield { config: rest };
  }
  if (config.staleVersions !== undefined) yield { config: without(config, ['staleVersions']) };
}

function isSameBudget(one: FaultBudget, other: FaultBudget): boolean {
  const names = [...Object.keys(one), ...Object.keys(other)];
  return names.every((name) => (one[name] ?? 0) === (other[name] ?? 0));
}

/** Without one of the operations; those after it move up by one letter. */
function* fewerOperations(config: RolloutConfig): Iterable<Candidate> {
  const { operations, legacy } = config;
  if (legacy === true || typeof operations !== 'number' || operations < 2) return;
  for (let gone = operations - 1; gone >= 0; gone -= 1) {
    const rename = movedUp(
      /\b[A-Z]\b/g,
      (name) => name.charCodeAt(0) - A,
      gone,
      (at) => String.fromCharCode(A + at),
    );
    yield { config: { ...config, operations: operations - 1 }, rename };
  }
}

const A = 'A'.charCodeAt(0);

/** Without one of the drivers; those after it move up by one. */
function* fewerDrivers(config: RolloutConfig): Iterable<Candidate> {
  const { leases, operations = 2 } = config;
  const drivers = config.drivers ?? operations;
  if (leases !== true || typeof drivers !== 'number' || drivers < 2) return;
  for (let gone = drivers; gone >= 1; gone -= 1) {
    const rename = movedUp(/(?<=drive:)\d+/g, Number, gone, String);
    yield { config: { ...config, drivers: drivers - 1 }, rename };
  }
}

/** A label in which what stands behind a place has moved up by one. What stood at the place is nobody any more. */
function movedUp(
  name: RegExp,
  placeOf: (name: string) => number,
  gone: number,
  nameOf: (place: number) => string,
): (label: string) => string {
  return (label) =>
    label.replaceAll(name, (word) => {
      const place = placeOf(word);
      if (place === gone) return 'gone';
      return place > gone ? nameOf(place - 1) : word;
    });
}

function without(config: RolloutConfig, keys: readonly (keyof RolloutConfig)[]): RolloutConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key as keyof RolloutConfig)));
}
