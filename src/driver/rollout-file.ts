/** The rollout file: what it may say, and what a rollout is once its defaults are filled in. */
import { basename, dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { findProtocol, PROTOCOLS, SHIPPED_PROTOCOL, type OnFailure, type Protocol } from '../machines/index.ts';
import type { ApplySpec, Order } from '../store/index.ts';
import type { Command } from './command/launch.ts';
import { safeName } from './command/state-folder.ts';

/** One deployment of a rollout. @public */
export interface Deployment {
  readonly name: string;
  readonly run: Command;
  readonly onFailure: OnFailure;
}

/** A rollout with its defaults filled in and its paths absolute; deployments in the order in which they are to be done. @public */
export interface Rollout {
  readonly apply: string;
  readonly protocol: Protocol;
  readonly order: Order;
  /** The SQLite file. */
  readonly store: string;
  /** The folder of the rollout file: the working directory of the commands. */
  readonly folder: string;
  /** Where this apply's commands are recorded. */
  readonly stateFolder: string;
  readonly pollInterval: number;
  readonly leaseTtl: number;
  readonly deployments: readonly Deployment[];
}

const UNITS = { ms: 1, s: 1000, m: 60_000 } as const;
const LONGEST_FILE_NAME = 200;

/** `200ms`, `2s` or `1m`, as milliseconds. */
const duration = (least: number) =>
  z
    .string()
    .regex(/^\d+(?:ms|s|m)$/, 'expected a time like 200ms, 2s or 1m')
    .transform((text) => Number.parseInt(text, 10) * UNITS[text.replace(/^\d+/, '') as keyof typeof UNITS])
    .refine((milliseconds) => milliseconds >= least, `expected at least ${least}ms`);

const text = z
  .string()
  .min(1)
  .refine((value) => !value.includes('\0'), 'expected a text without NUL characters');

const name = text
  .refine((value) => !/\p{Cc}/u.test(value), 'expected a name on one line, without control characters')
  .refine((value) => safeName(value).length <= LONGEST_FILE_NAME, 'expected a shorter name: it names a folder, too');

const deployment = z.strictObject({
  name,
  run: z.union([text, z.array(text).min(1)]),
  order: z.int().optional(),
  on_failure: z.enum(['halt', 'continue', 'pause']).default('halt'),
});

/** What a rollout file may say. @public */
export const rolloutSchema = z
  .strictObject({
    apply: name.optional(),
    protocol: z.enum(PROTOCOLS.map((protocol) => protocol.name)).optional(),
    store: text.optional(),
    order: z.enum(['rolling', 'parallel']).default('rolling'),
    poll: duration(10).default(1000),
    lease: duration(500).default(10_000),
    deployments: z.array(deployment).min(1),
  })
  .superRefine(({ deployments }, context) => {
    const names = deployments.map((each) => each.name.toLowerCase());
    names.forEach((each, index) => {
      if (names.indexOf(each) === index) return;
      const message = `another deployment has this name (upper and lower case count as the same)`;
      context.addIssue({ code: 'custom', path: ['deployments', index, 'name'], message });
    });
  });

/** A parsed rollout file. */
export type RolloutDocument = z.output<typeof rolloutSchema>;

/** The rollout that the file at `path` describes. @public */
export function rolloutOf(document: RolloutDocument, path: string): Rollout {
  const folder = dirname(resolve(path));
  const stem = basename(path, extname(path));
  const apply = document.apply ?? stem;
  return {
    apply,
    protocol: findProtocol(document.protocol ?? '') ?? SHIPPED_PROTOCOL,
    order: document.order,
    store: resolve(folder, document.store ?? `${stem}.db`),
    folder,
    stateFolder: join(folder, '.holdfast', safeName(apply)),
    pollInterval: document.poll,
    leaseTtl: document.lease,
    deployments: inOrder(document.deployments).map(({ name, run, on_failure }) => ({
      name,
      run,
      onFailure: on_failure,
    })),
  };
}

/** What the store keeps of the rollout. @public */
export function specOf({ apply, protocol, order, deployments }: Rollout): ApplySpec {
  const operations = deployments.map(({ name: id, onFailure, run }) => ({
    id,
    onFailure,
    payload: JSON.stringify(run),
  }));
  return { apply, protocol: protocol.name, order, operations };
}

/** One without an `order` takes its place in the file, counted from 1. Equal numbers keep the order of the file. */
function inOrder(deployments: RolloutDocument['deployments']): RolloutDocument['deployments'] {
  const placed = deployments.map((each, index) => ({ each, place: each.order ?? index + 1 }));
  return placed.sort((a, b) => a.place - b.place).map(({ each }) => each);
}
