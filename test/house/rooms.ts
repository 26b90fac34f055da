/** The import rule between the folders of `src`, as the architecture states it. The fence has to enforce exactly this. */

/** What a room may take from another: anything (`values`), or only what TypeScript erases (`types`). */
export type Leave = 'values' | 'types';

export interface Room {
  readonly imports: Readonly<Record<string, Leave>>;
  /** The only packages it may import; absent where packages are the room's own business. */
  readonly packages?: readonly string[];
  /** Whether it must give the same answer to the same input: no clock, no randomness, no process, no I/O. */
  readonly pure: boolean;
}

/** Files directly under `src` that every room but machines may import; sim has mistakes of its own, and takes `nearest.ts` alone. */
const SHARED = { 'user-error.ts': 'values', 'nearest.ts': 'values' } as const;

export const ROOMS: Readonly<Record<string, Room>> = {
  machines: { imports: {}, packages: ['xstate'], pure: true },
  sim: { imports: { 'nearest.ts': 'values' }, packages: ['xstate'], pure: true },
  threads: { imports: { sim: 'values', ...SHARED }, pure: false },
  rollout: { imports: { machines: 'values', sim: 'values', ...SHARED }, packages: ['xstate'], pure: true },
  store: { imports: { machines: 'values', ...SHARED }, pure: false },
  driver: { imports: { machines: 'values', store: 'values', ...SHARED }, pure: false },
  report: { imports: { sim: 'types', ...SHARED }, pure: false },
  vitest: { imports: { sim: 'values', report: 'values', ...SHARED }, packages: ['vitest'], pure: false },
  'fast-check': {
    imports: { machines: 'values', sim: 'values', rollout: 'values', report: 'values', ...SHARED },
    packages: ['fast-check'],
    pure: false,
  },
  files: { imports: { machines: 'values', sim: 'values', rollout: 'values', ...SHARED }, pure: false },
  jobs: {
    imports: {
      machines: 'values',
      sim: 'values',
      threads: 'values',
      rollout: 'values',
      report: 'values',
      files: 'values',
      ...SHARED,
    },
    pure: false,
  },
  cli: {
    imports: {
      machines: 'values',
      sim: 'values',
      threads: 'values',
      rollout: 'values',
      store: 'values',
      driver: 'values',
      report: 'values',
      files: 'values',
      jobs: 'values',
      'index.ts': 'values',
      ...SHARED,
    },
    pure: false,
  },
};

/** Files directly under `src`. */
export const ROOT_FILES = ['index.ts', 'user-error.ts', 'nearest.ts'] as const;

/** The rooms within a folder, in an order in which each imports only those before it. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  sim: [
    'data',
    'contract',
    'user-code',
    'tables',
    'machine',
    'kernel',
    'liveness',
    'symmetry',
    'search',
    'execution',
    'sample',
    'shrink',
    'findings',
    'campaign',
  ],
  rollout: ['base', 'parts', 'system', 'scenario', 'swarm'],
  report: ['terminal', 'timeline', 'check', 'matrix', 'campaign'],
  cli: ['terminal', 'input', 'check', 'replay', 'drive', 'project', 'simulate', 'matrix', 'tour'],
};
