/** What `holdfast check` checks: the system of a file if one is named, and else a rollout. */
import { rolloutSubject } from '../../jobs/rollout-subject.ts';
import type { Subject } from '../../jobs/subject.ts';
import type { CheckOptions } from '../../report/index.ts';
import { UserError } from '../../user-error.ts';
import { faultsHelp } from '../input/faults.ts';
import { faultsOf } from '../input/own-faults.ts';
import { readSystem } from '../input/read-system.ts';
import { looksLikePlace, MODULE_ENDINGS, placeWord } from '../input/system-place.ts';
import type { Arguments } from '../terminal/arguments.ts';
import type { Io } from '../terminal/io.ts';
import { ownLook } from '../terminal/own-look.ts';
import { look } from '../terminal/rollout-look.ts';
import type { Limits } from './check-limits.ts';
import { planOf } from './check-plan.ts';
import { configIn, ownPlan, placeIn } from './own-plan.ts';

/** A subject, how far to go with it, and how it is shown. */
export interface Asked extends Limits {
  readonly subject: Subject;
  readonly properties: readonly string[];
  /** What the progress line calls it. */
  readonly title: string;
  readonly look: CheckOptions;
}

/** What the arguments ask for. @throws UserError */
export async function askedIn(args: Arguments, io: Io): Promise<Asked> {
  const place = placeIn(args);
  if (place === null) return rolloutIn(args, io);
  const plan = await ownPlan(place, args);
  const { system } = plan.subject;
  return { ...plan, title: system.name, look: ownLook(io, system, placeWord(place)) };
}

function rolloutIn(args: Arguments, io: Io): Asked {
  const stray = args.positionals.find(looksLikePlace);
  if (stray !== undefined)
    throw new UserError(`"${stray}" names no system: expected FILE#EXPORT, with a FILE that ends in ${MODULE_ENDINGS}`);
  if (args.isOn('config'))
    throw new UserError('--config is what the function of a file is called with. Name the file: ./race.ts#conductor');
  const { config, ...plan } = planOf(args);
  return { ...plan, subject: rolloutSubject(config), title: config.protocol ?? 'a rollout', look: look(io, config) };
}

/** What `--faults help` lists. @throws UserError */
export async function faultsIn(args: Arguments): Promise<string> {
  const place = placeIn(args);
  return place === null ? faultsHelp() : faultsHelp(faultsOf(await readSystem(place, configIn(args))));
}
