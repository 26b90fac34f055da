/** A system of one's own as the subject of a check. */
import type { AnySystem, FaultBudget, Json } from '../sim/index.ts';
import type { Subject } from './subject.ts';

/** What a token of such a system carries: what its function was called with, if it is one, and the budgets in force. */
export interface OwnConfig {
  readonly argument?: Json;
  readonly faults: FaultBudget;
}

const NOT_SYMMETRIC =
  '--symmetry: this system declares no names that may be exchanged. List them in its `symmetry`, or leave --symmetry out';

/** @param argument what the function that made the system was called with, if it was called with anything */
export function ownSubject(system: AnySystem, argument?: Json): Subject {
  const { name, config, faults = {} } = system;
  const own: OwnConfig = { ...(argument === undefined ? {} : { argument }), faults };
  return {
    system,
    facts: { system: name, config, faults },
    token: { system: name, config: { ...own } },
    remarks: [],
    notSymmetric: NOT_SYMMETRIC,
  };
}
