/**
 * The parts of a rollout that a model may have in or leave out, so that each question is asked of the smallest model that can
 * answer it. What is out does not happen: without leases nobody loses one, without an order nothing waits, and without requests what
 * an operator asks for is done in the same instant.
 */
import type { LivenessProperty, SafetyProperty } from '../sim/index.ts';
import { rolloutSystem, type RolloutConfig } from './system.ts';

/** What may be in a model or out of it. */
export interface Part {
  readonly name: 'leases' | 'order' | 'requests' | 'summary';
  /** The properties that are about it: without it there is nothing to ask. */
  readonly properties: readonly string[];
  /** The faults that hit nothing without it. */
  readonly faults: readonly string[];
  /** What of it is in the model, in a few words; null if it is out. */
  readonly within: (config: RolloutConfig) => string | null;
}

/** Every part, in the order in which a report names them. */
export const PARTS: readonly Part[] = [
  {
    name: 'leases',
    properties: ['one-lease-holder', 'stale-lease-writes-nothing'],
    faults: ['expiry'],
    within: ({ leases, drivers, operations = 2 }) => {
      if (leases !== true) return null;
      const count = drivers ?? (typeof operations === 'number' ? operations : Object.keys(operations).length);
      return count === 1 ? 'one driver for all operations' : `${count} drivers, each takes any operation`;
    },
  },
  {
    name: 'order',
    properties: ['order-respected'],
    faults: [],
    within: ({ order }) => order ?? null,
  },
  {
    name: 'requests',
    properties: ['stop-halts-siblings', 'every-request-resolves', 'nothing-stranded'],
    faults: ['start'],
    within: ({ requests }) => (requests === true ? 'rows that a control loop carries out' : null),
  },
  {
    name: 'summary',
    properties: ['summary-tells-the-verdict', 'summary-has-one-teller', 'summary-is-told'],
    faults: [],
    within: ({ summary }) => (summary === true ? 'a drive tells how the apply ended' : null),
  },
];

/** The part without which a rollout does not have the property, or undefined if it needs none. */
export function partOf(property: string): Part | undefined {
  return PARTS.find(({ properties }) => properties.includes(property));
}

/** A property that is checked, and not a witness. */
export type CheckedProperty = SafetyProperty<never> | LivenessProperty<never>;

/** Every property that a rollout can have: those of one with all parts. */
export function everyProperty(): CheckedProperty[] {
  return checkedIn({ operations: 1, leases: true, order: 'rolling', requests: true, summary: true });
}

/** The properties of the rollout with that config. */
export function checkedIn(config: RolloutConfig): CheckedProperty[] {
  return (rolloutSystem(config).properties ?? []).filter((property) => property.kind !== 'witness');
}
