/** Mistakes in a scenario that show without running it: its steps and places must be ones that its system knows. */
import { findProtocol } from '../../machines/index.ts';
import { nearest, unknownWord } from '../../nearest.ts';
import { namedMutantsOf } from '../system/mutants.ts';
import { partOf } from '../system/asked-properties.ts';
import type { Part } from '../base/part.ts';
import { labelsOf, withoutNumber } from './scenario-labels.ts';
import { goesOn, scenarioSystem } from './scenario-system.ts';
import { AT_END, type Scenario } from './scenario-types.ts';
import { MAX_OPERATIONS } from '../system/rollout-system.ts';

/** A mistake, at the value that the keys and indices lead to. */
export interface ScenarioMistake {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Every such mistake, in the order of the keys of a scenario. Protocols, properties and states must be known ones. */
export function scenarioMistakes(scenario: Scenario): ScenarioMistake[] {
  const start = startMistakes(scenario);
  const early = [...start, ...mutantMistakes(scenario)];
  // Labels name operations: without a start there is nothing to hold them against.
  return early.length > 0 ? early : [...placeMistakes(scenario), ...labelMistakes(scenario)];
}

function startMistakes({ start: { operations = {}, legacy = false, drivers, order } }: Scenario): ScenarioMistake[] {
  const names = Object.keys(operations);
  if (legacy === names.length > 0) {
    return [{ path: ['start'], text: 'give either at least one operation or "legacy: true"' }];
  }
  if (legacy && (drivers !== undefined || order !== undefined)) {
    return [{ path: ['start'], text: '"drivers" and "order" are about operations: "legacy: true" has none' }];
  }
  if (names.length > MAX_OPERATIONS) {
    const text = `a scenario has at most ${MAX_OPERATIONS} operations, not ${names.length}`;
    return [{ path: ['start', 'operations'], text }];
  }
  const odd = names.filter((name) => !/^[A-Za-z][\w-]*$/.test(name));
  const text = 'the name of an operation is a letter, then letters, digits, "_" and "-"';
  return odd.map((name) => ({ path: ['start', 'operations', name], text }));
}

function mutantMistakes({ buggy: { protocol, mutant } }: Scenario): ScenarioMistake[] {
  const rules = findProtocol(protocol);
  const known = rules === undefined ? [] : namedMutantsOf(rules).map(({ name }) => name);
  if (mutant === undefined || rules === undefined || known.includes(mutant)) return [];
  return [{ path: ['buggy', 'mutant'], text: unknownWord('mutant', mutant, known) }];
}

function placeMistakes({ start, steps, fixed, buggy }: Scenario): ScenarioMistake[] {
  const { properties = [] } = scenarioSystem({ start, steps, fixed }, buggy.protocol, buggy.mutant);
  const labels = [...new Set(steps.map(withoutNumber))];
  return buggy.breaks.flatMap(({ property, at }, index) => {
    const part = properties.some(({ name }) => name === property) ? undefined : partOf(property);
    if (part !== undefined) return [{ path: ['buggy', 'breaks', index, 'property'], text: outOfReach(property, part) }];
    const live = properties.some(({ name, kind }) => name === property && kind === 'liveness');
    const text = live ? notAtEnd(property, at) : notAtStep(property, at, labels);
    return text === null ? [] : [{ path: ['buggy', 'breaks', index, 'at'], text }];
  });
}

function outOfReach(property: string, { name, brings, scenarioKey }: Part): string {
  const key = scenarioKey ?? Object.keys(brings)[0];
  return `"${property}" is about the part "${name}", which this start leaves out: give "${key}"`;
}

function notAtEnd(property: string, at: string): string | null {
  return at === AT_END ? null : `"${property}" is a liveness property, so it breaks at "${AT_END}", not at a step`;
}

function notAtStep(property: string, at: string, labels: readonly string[]): string | null {
  if (at === AT_END) return `"${property}" is a safety property, so it breaks at a step, not at "${AT_END}"`;
  return labels.includes(withoutNumber(at)) ? null : unknownWord('step', at, labels);
}

function labelMistakes(scenario: Scenario): ScenarioMistake[] {
  const known = labelsOf(scenarioSystem(scenario, scenario.buggy.protocol, scenario.buggy.mutant));
  return [
    ...unknownSteps(['steps'], scenario.steps, known),
    ...unknownSteps(['fixed', 'continues'], goesOn(scenario.fixed), known),
  ];
}

function unknownSteps(path: readonly string[], labels: readonly string[], known: readonly string[]): ScenarioMistake[] {
  return labels.flatMap((label, index) =>
    known.includes(withoutNumber(label)) ? [] : [{ path: [...path, index], text: unknownStep(label, known) }],
  );
}

/** There are too many labels to list, so without a near one only their beginnings are told. */
function unknownStep(label: string, known: readonly string[]): string {
  const guess = nearest(withoutNumber(label), known);
  if (guess !== undefined) return `unknown step ${JSON.stringify(label)}. Did you mean "${guess}"?`;
  const beginnings = new Set(known.map((other) => other.split(' ').slice(0, 2).join(' ')));
  return `unknown step ${JSON.stringify(label)}. A step begins with one of: ${[...beginnings].join(', ')}`;
}
