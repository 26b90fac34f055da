import type { Scenario } from '../../src/rollout/index.ts';

/** The requests of one drive, each taking effect and answered. */
export function tick(drive: string, ...requests: readonly string[]): string[] {
  return requests.flatMap((request) => [
    `drive:${drive} ${request} takes effect`,
    `drive:${drive} ${request} is answered`,
  ]);
}

/** B completes the apply from its own tasks while A is pending. */
export const CLOBBER: Scenario = {
  name: 'clobber',
  summary: 'one operation completes the whole apply',
  story: 'B is done and A is not.',
  codes: ['A'],
  system: 'rollout',
  start: { apply: { state: 'running' }, operations: { A: {}, B: { state: 'running', engine: 'completed' } } },
  buggy: { protocol: 'own-tasks', breaks: [{ property: 'no-false-terminal', at: 'drive:B writeApply takes effect' }] },
  fixed: { protocol: 'merged' },
  steps: [...tick('B', 'claim', 'pollEngine', 'writeOperation', 'readApply'), 'drive:B writeApply takes effect'],
};

/** An apply without operations never comes to its end. */
export const STRANDED: Scenario = {
  ...CLOBBER,
  name: 'stranded',
  start: { legacy: true },
  buggy: { protocol: 'refuse', breaks: [{ property: 'every-apply-settles', at: 'end' }] },
  steps: [
    ...tick('legacy', 'claim', 'pollEngine', 'readApply', 'writeApply'),
    'engine:legacy completes',
    'drive:legacy timer pollInterval fires',
    ...tick('legacy', 'pollEngine'),
  ],
};
