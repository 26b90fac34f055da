/** The config of a rollout as a token carries it: input from a user like any other. */
import { z } from 'zod';
import { findProtocol, OPERATION_STATES, PROTOCOLS, SHIPPED_PROTOCOL, STATES } from '../../machines/index.ts';
import { unknownWord } from '../../nearest.ts';
import { ENGINE_STATES, type EngineState } from '../../rollout/base/modelled-engine.ts';
import { MAX_OPERATIONS, ROLLOUT_FAULTS, SETTINGS, type RolloutConfig } from '../../rollout/index.ts';
import { namedMutantsOf } from '../../rollout/system/mutants.ts';
import { partsMistake } from '../../rollout/parts/index.ts';
import type { Json } from '../../sim/index.ts';
import { UserError } from '../../user-error.ts';
import { MAX_BUDGET, MAX_STALE_VERSIONS } from './faults.ts';
import { mistakesOf } from '../../files/schema-mistakes.ts';
import { PLACE_SHAPE, settingShape } from '../../files/setting-schema.ts';

const operation = z.strictObject({
  state: z.enum(OPERATION_STATES).exactOptional(),
  engine: z.enum(Object.keys(ENGINE_STATES) as EngineState[]).exactOptional(),
  onFailure: z.enum(SETTINGS.onFailure.words).exactOptional(),
  ...PLACE_SHAPE,
});

const named = z.record(z.string(), operation).superRefine((operations, context) => {
  const names = Object.keys(operations);
  if (names.length === 0) context.addIssue({ code: 'custom', message: 'expected at least one operation' });
  if (names.length > MAX_OPERATIONS) {
    const message = `expected at most ${MAX_OPERATIONS} operations, got ${names.length}`;
    context.addIssue({ code: 'custom', message });
  }
  for (const name of names.filter((name) => !/^[A-Za-z][\w-]*$/.test(name))) {
    const message = 'the name of an operation is a letter, then letters, digits, "_" and "-"';
    context.addIssue({ code: 'custom', path: [name], message });
  }
});

const moment = z.string().nullable().exactOptional();

const budget = z.int().min(0).max(MAX_BUDGET);

const schema = z
  .strictObject({
    protocol: z.enum(PROTOCOLS.map(({ name }) => name)).exactOptional(),
    operations: z.union([z.int().min(1).max(MAX_OPERATIONS), named]).exactOptional(),
    legacy: z.boolean().exactOptional(),
    ...settingShape(),
    apply: z
      .strictObject({
        state: z.enum(STATES).exactOptional(),
        startedAt: moment,
        completedAt: moment,
        errorMessage: moment,
      })
      .exactOptional(),
    faults: z
      .strictObject(Object.fromEntries(Object.keys(ROLLOUT_FAULTS).map((fault) => [fault, budget.exactOptional()])))
      .exactOptional(),
    staleVersions: z.int().min(1).max(MAX_STALE_VERSIONS).exactOptional(),
  })
  .superRefine((config, context) => {
    const message = partsMistake(config);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

/** The config, if a rollout can be built from it. @throws UserError that names every mistake */
export function rolloutConfig(config: Json): RolloutConfig {
  const parsed = schema.safeParse(config);
  const unknown = parsed.success ? unknownMutant(parsed.data) : null;
  if (parsed.success && unknown === null) return parsed.data;
  const mistakes = parsed.success
    ? [`mutant: ${unknown}`]
    : mistakesOf(parsed.error.issues, schema, config).map(({ text }) => text);
  throw new UserError(`this token does not fit this version of holdfast: ${mistakes.join('; ')}`);
}

/** What is wrong with the mutant of a config; null if it is one of the protocol's, or none is named. */
export function unknownMutant({ protocol, mutant }: RolloutConfig): string | null {
  const rules = protocol === undefined ? SHIPPED_PROTOCOL : findProtocol(protocol);
  const known = rules === undefined ? [] : namedMutantsOf(rules).map(({ name }) => name);
  return mutant === undefined || known.includes(mutant) ? null : unknownWord('mutant', mutant, known);
}
