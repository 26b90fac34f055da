/** What a rollout is built from besides its protocol, its size and its faults: the options that say so, and how they are written. */
import type { RolloutSetting } from '../rollout/fault-classes.ts';
import { unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';
import { DEPLOYMENT_ORDERS } from '../machines/index.ts';
import { MAX_DRIVERS, type RolloutConfig } from '../rollout/index.ts';
import { optionalNumber, type Arguments, type Options } from './arguments.ts';
import { unknownMutant } from './rollout-config.ts';

const POLICIES = ['halt', 'continue', 'pause'] as const;

/** The options, as `holdfast check --help` lists them. */
export const SETTING_OPTIONS = {
  'on-failure': {
    value: 'POLICY',
    help: 'what a failed operation does to the rest: halt (default), continue, or pause until somebody releases it',
  },
  leases: { help: 'lease operations to drivers that take any of them' },
  drivers: {
    value: 'N',
    help: `drivers that lease operations, 1 to ${MAX_DRIVERS}; as many as operations by default`,
  },
  order: { value: 'ORDER', help: 'operations wait for earlier ones: rolling, barrier or parallel' },
  requests: {
    help: 'what the operator asks for is a row that a control loop carries out and answers; without it, it is done at once',
  },
  summary: { help: 'drives tell how their apply ended; without it nobody is told' },
  mutant: {
    value: 'NAME',
    help: 'check the protocol with this one thing wrong; "holdfast matrix --mutants" lists what there is',
  },
} as const satisfies Options;

/** The setting that the options ask for. @throws UserError for a policy or a mutant that is unknown */
export function settingIn(args: Arguments, protocol: string): RolloutSetting {
  const mutant = args.text('mutant');
  const wrong = mutant === undefined ? null : unknownMutant({ protocol, mutant });
  if (wrong !== null) throw new UserError(`--mutant: ${wrong}`);
  const requests = args.isOn('requests') ? { requests: true } : {};
  const summary = args.isOn('summary') ? { summary: true } : {};
  return {
    ...policyIn(args),
    ...leasesIn(args),
    ...orderIn(args),
    ...requests,
    ...summary,
    ...(mutant === undefined ? {} : { mutant }),
  };
}

function leasesIn(args: Arguments): RolloutSetting {
  const drivers = optionalNumber(args, 'drivers', 1, MAX_DRIVERS);
  return { ...(args.isOn('leases') ? { leases: true } : {}), ...(drivers === undefined ? {} : { drivers }) };
}

function orderIn(args: Arguments): RolloutSetting {
  const word = args.text('order');
  if (word === undefined) return {};
  const order = DEPLOYMENT_ORDERS.find((known) => known === word);
  if (order === undefined) throw new UserError(`--order: ${unknownWord('order', word, DEPLOYMENT_ORDERS)}`);
  return { order };
}

function policyIn(args: Arguments): RolloutSetting {
  const word = args.text('on-failure');
  if (word === undefined) return {};
  const onFailure = POLICIES.find((policy) => policy === word);
  if (onFailure === undefined) throw new UserError(`--on-failure: ${unknownWord('policy', word, POLICIES)}`);
  return { onFailure };
}

/** The setting of a config. */
export function settingOf(config: RolloutConfig): RolloutSetting {
  const { onFailure, leases, drivers, order, requests, summary, mutant } = config;
  return {
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(leases === true ? { leases } : {}),
    ...(drivers === undefined ? {} : { drivers }),
    ...(order === undefined ? {} : { order }),
    ...(requests === true ? { requests } : {}),
    ...(summary === true ? { summary } : {}),
    ...(mutant === undefined ? {} : { mutant }),
  };
}

/** The options that ask for this setting. */
export function settingArguments(setting: RolloutSetting): string[] {
  const { onFailure, leases, drivers, order, requests, summary, mutant } = setting;
  return [
    ...(onFailure === undefined ? [] : [`--on-failure ${onFailure}`]),
    ...(leases === true ? ['--leases'] : []),
    ...(drivers === undefined ? [] : [`--drivers ${drivers}`]),
    ...(order === undefined ? [] : [`--order ${order}`]),
    ...(requests === true ? ['--requests'] : []),
    ...(summary === true ? ['--summary'] : []),
    ...(mutant === undefined ? [] : [`--mutant ${mutant}`]),
  ];
}
