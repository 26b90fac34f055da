/** The faults of a system of one's own, and what `--faults` makes of them. */
import { KERNEL_FAULTS, type AnySystem, type Service } from '../../sim/index.ts';
import { parseFaults, type KnownFaults } from './faults.ts';

type Distorting = Pick<Service, 'distortions'>;

/** The system with these budgets in place of its own; what is not listed does not happen. @throws UserError */
export function withFaults(system: AnySystem, text: string | undefined): AnySystem {
  if (text === undefined) return system;
  return { ...system, faults: parseFaults(text, distorts(system) ? anyOf(text, system) : faultsOf(system)) };
}

/** Kernel faults, disturbances by the environment, and what else the system gives a budget. */
export function faultsOf({ environment = {}, faults = {} }: AnySystem): KnownFaults {
  const disturbances = Object.entries(environment).flatMap(([label, { budget }]) =>
    budget === undefined ? [] : [[budget, `the environment: ${label}`] as const],
  );
  const named = Object.keys(faults).map((fault) => [fault, 'a distortion of an answer'] as const);
  return { ...Object.fromEntries([...named, ...disturbances]), ...KERNEL_FAULTS };
}

/** Only a request tells by which faults its answer is distorted: such names the kernel takes as they are, but for slips. */
const distorts = ({ services }: AnySystem): boolean =>
  (Object.values(services) as Distorting[]).some(({ distortions }) => distortions !== undefined);

function anyOf(text: string, system: AnySystem): KnownFaults {
  const names = text.split(',').map((part) => part.split('=')[0]?.trim() ?? '');
  return { ...Object.fromEntries(names.map((name) => [name, ''])), ...faultsOf(system) };
}
