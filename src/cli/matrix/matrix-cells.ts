/** One exploration for each protocol and class of faults; each answers for all properties. */
import type { CheckedProperty, CheckReport } from '../../report/index.ts';
import type { FaultMatrix, MatrixCell, MatrixWarning } from '../../report/matrix/matrix-report.ts';
import { configUnder, propertiesUnder, type FaultClass } from '../../rollout/system/fault-classes.ts';
import type { Io } from '../terminal/io.ts';
import type { MatrixPlan } from './matrix-plan.ts';
import { showProgress } from '../terminal/progress.ts';
import { runCheck } from '../../jobs/run-check.ts';
import { rolloutSubject, type CheckedConfig } from '../../jobs/rollout-subject.ts';

/** What is explored at once. */
interface Place {
  readonly protocol: string;
  readonly under: FaultClass;
  readonly config: CheckedConfig;
}

/** Explores them one after the other. Once interrupted, what has not begun is inconclusive. */
export async function exploreMatrix(plan: MatrixPlan, io: Io): Promise<FaultMatrix> {
  const places = placesOf(plan);
  const cells: MatrixCell[] = [];
  const warnings: MatrixWarning[] = [];
  for (const [index, place] of places.entries()) {
    const report = io.signal.aborted ? null : await explorePlace(place, plan, `${index + 1} of ${places.length}`, io);
    cells.push(...cellsOf(place, plan, report));
    warnings.push(...warningsOf(place, report));
  }
  const classes = plan.classes.map(({ name, summary, faults }) => ({ name, summary, faults }));
  return { operations: plan.operations, classes, properties: propertiesOf(plan), cells, warnings };
}

/** A class that has none of the properties that are asked for is not explored. */
function placesOf(plan: MatrixPlan): Place[] {
  const { protocols, classes, operations } = plan;
  const asked = classes.filter((under) => propertiesOf({ ...plan, classes: [under] }).length > 0);
  return protocols.flatMap((protocol) =>
    asked.map((under) => ({ protocol, under, config: configUnder(under, { protocol, operations }) })),
  );
}

/** The properties that are asked for, of those that some class has. */
function propertiesOf({ classes, properties }: Pick<MatrixPlan, 'classes' | 'properties'>): FaultMatrix['properties'] {
  const asked = propertiesUnder(classes).filter(({ name }) => properties.length === 0 || properties.includes(name));
  return asked.map(({ name, kind, summary }) => ({ name, kind, summary }));
}

async function explorePlace(place: Place, plan: MatrixPlan, which: string, io: Io): Promise<CheckReport> {
  const progress = showProgress(io, `exploration ${which}, ${place.protocol} under ${place.under.name}`, plan.timeout);
  const { limits } = plan;
  const report = await runCheck({
    subject: rolloutSubject(place.config),
    properties: propertiesOf({ ...plan, classes: [place.under] }).map(({ name }) => name),
    seed: '1',
    ...limits,
    progress: progress.report,
  });
  progress.done();
  return report;
}

/** A report of null is that of an exploration that never began. */
function cellsOf(place: Place, plan: MatrixPlan, report: CheckReport | null): MatrixCell[] {
  const { protocol, under, config } = place;
  return propertiesOf({ ...plan, classes: [under] }).map(({ name, kind }) => ({
    protocol,
    property: name,
    kind,
    class: under.name,
    faults: config.faults,
    operations: under.legacy === true ? 0 : plan.operations,
    ...(under.setting === undefined ? {} : { setting: under.setting }),
    ...(report === null ? NOT_BEGUN : seenIn(report)),
    ...found(report?.properties.find((property) => property.name === name)),
  }));
}

const NOT_BEGUN = { verdict: 'bounded', bound: 'interrupted', states: 0, seconds: 0 } as const;

function seenIn({ bound, reduced, states, seconds }: CheckReport) {
  return {
    verdict: bound === undefined ? 'exhausted' : 'bounded',
    ...(bound === undefined ? {} : { bound }),
    ...(reduced === undefined ? {} : { reduced }),
    states,
    seconds,
  } satisfies Partial<MatrixCell>;
}

function found(property: CheckedProperty | undefined): Pick<MatrixCell, 'result' | 'message' | 'steps' | 'token'> {
  const { result = 'inconclusive', message, counterexample } = property ?? {};
  return {
    result,
    ...(message === undefined ? {} : { message }),
    ...(counterexample === undefined ? {} : { steps: counterexample.steps.length, token: counterexample.token }),
  };
}

/** An exploration that was cut claims nothing, so there is nothing to warn of. */
function warningsOf({ protocol, under }: Place, report: CheckReport | null): MatrixWarning[] {
  if (report?.verdict !== 'exhausted') return [];
  const unreached = report.witnesses.filter(({ reached }) => !reached);
  const witnesses = unreached.map(({ name }) => ({
    kind: 'witness' as const,
    message: `witness ${name} was never reached`,
  }));
  const others = (report.vacuous ?? []).flatMap(({ kind, message }) =>
    kind === 'fault' || kind === 'safety' || kind === 'liveness' ? [{ kind, message }] : [],
  );
  return [...witnesses, ...others].map((warning) => ({ protocol, class: under.name, ...warning }));
}
