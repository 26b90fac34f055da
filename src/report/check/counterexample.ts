/** A counterexample as something that a timeline can be drawn from. */
import type { Violation } from '../../sim/index.ts';
import type { CheckedProperty, Counterexample } from './check-report.ts';
import type { TimelineTrace } from '../timeline/steps.ts';

/** A property, and a schedule that breaks it. @public */
export interface Refutation extends Pick<CheckedProperty, 'name' | 'message'> {
  readonly counterexample: Pick<Counterexample, 'steps' | 'cycle' | 'outOfReach'>;
}

/** The counterexample's steps; the last one before the cycle breaks the property, if none of them says that it does. @public */
export function timelineOf({ name, message = 'violated', counterexample }: Refutation): TimelineTrace {
  const { steps, cycle, outOfReach } = counterexample;
  const told = steps.some(({ violations = [] }) => violations.some(({ property }) => property === name));
  if (told) return { steps };
  const broken = withViolation({ steps }, steps.length, { property: name, message });
  const lost = { property: name, message: 'from here the goal is out of reach, whatever follows but faults' };
  const explained = outOfReach === undefined ? broken : withViolation(broken, outOfReach, lost);
  if (cycle === undefined) return explained;
  return { ...explained, steps: [...explained.steps, ...cycle], cycle: { from: steps.length, returns: true } };
}

/** Tells what is wrong after so many steps. */
function withViolation(trace: TimelineTrace, after: number, violation: Violation): TimelineTrace {
  if (after === 0) return { ...trace, initially: [violation, ...(trace.initially ?? [])] };
  const steps = trace.steps.map((step, index) =>
    index === after - 1 ? { ...step, violations: [violation, ...(step.violations ?? [])] } : step,
  );
  return { ...trace, steps };
}
