/** Scenario files: YAML text in, a scenario out, every mistake told with its line and column. */
import { z } from 'zod';
import { OPERATION_STATES, PROTOCOLS, STATES } from '../machines/index.ts';
import { ENGINE_STATES, type EngineState } from '../rollout/base/modelled-engine.ts';
import { AT_END, MECHANISMS, type Fix, type Mechanism, type Scenario } from '../rollout/index.ts';
import { everyProperty } from '../rollout/system/asked-properties.ts';
import { scenarioMistakes } from '../rollout/scenario/scenario-checks.ts';
import { PLACE_SHAPE, settingShape } from './setting-schema.ts';
import { parseYamlFile } from './yaml-file.ts';

/**
 * Reads a scenario file.
 *
 * @param path names the file in messages; without folder and `.yaml` it must be the scenario's name
 * @throws UserError with one `path:line:column: mistake` line for each mistake
 */
export function loadScenario(path: string, text: string): Scenario {
  return parseYamlFile(path, text, scenarioSchema.superRefine(checksFor(path)));
}

function checksFor(file: string): (scenario: Scenario, context: z.RefinementCtx) => void {
  const expected = file.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '');
  return (scenario, context) => {
    if (scenario.name !== expected)
      context.addIssue({ code: 'custom', path: ['name'], message: wrongName(expected, scenario.name) });
    for (const { path, text } of scenarioMistakes(scenario))
      context.addIssue({ code: 'custom', path: [...path], message: text });
  };
}

function wrongName(expected: string, found: string): string {
  return `expected ${JSON.stringify(expected)}, the name of the file, got ${JSON.stringify(found)}`;
}

/** The JSON Schema of a scenario file, for editors (draft 7: what the YAML language server knows best). */
export function scenarioJsonSchema(): object {
  return { title: 'A Holdfast scenario', ...z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' }) };
}

const keysOf = <Key extends string>(words: Readonly<Record<Key, unknown>>): Key[] => Object.keys(words) as Key[];

const sentence = z.string().min(1);
const protocol = z.enum(PROTOCOLS.map(({ name }) => name));

/** YAML takes the unquoted label `drive:A claim fails: timeout` for a mapping of one key. Nothing else can be meant. */
const step = z
  .union([z.string().min(1), z.record(z.string(), z.string())])
  .transform((label) => (typeof label === 'string' ? label : (Object.entries(label)[0] ?? []).join(': ')));

const steps = z.array(step);

const start = z
  .strictObject({
    apply: z
      .strictObject({
        state: z.enum(STATES).default('pending'),
        errorMessage: z.string().nullable().default(null),
      })
      .prefault({})
      .describe('The apply row. Its stamps follow from its state: started unless pending, completed if settled.'),
    operations: z
      .record(
        z.string(),
        z.strictObject({
          state: z.enum(OPERATION_STATES).default('pending'),
          engine: z
            .enum(keysOf(ENGINE_STATES) satisfies EngineState[])
            .default('idle')
            .describe('What its engine is doing.'),
          onFailure: z.enum(['halt', 'continue', 'pause']).default('halt'),
          ...PLACE_SHAPE,
        }),
      )
      .default({})
      .describe('The operation rows by name, in deployment order.'),
    legacy: z
      .boolean()
      .default(false)
      .describe('An apply from before operations existed: one drive, one engine, no rows.'),
    ...settingShape(['leases', 'mutant', 'onFailure']),
  })
  .describe('The rows and engines as they stand when the run begins. Give either operations or legacy: true.');

const expectedBreak = z.strictObject({
  property: z.enum(everyProperty().map(({ name }) => name)),
  at: sentence.describe(`The label of the step that breaks it first, or "${AT_END}" for a liveness property.`),
  message: z.string().optional().describe('What the property must say, word for word.'),
});

const fixed = z
  .strictObject({
    protocol: protocol.optional(),
    continues: steps
      .default([])
      .describe('How the run under this protocol goes on after the common steps, to show what it does instead.'),
    needs: sentence.optional().describe('What a later protocol must do, where no shipped one mends this race.'),
  })
  .transform(({ protocol, continues, needs }, context): Fix => {
    if (protocol !== undefined && needs === undefined) return { protocol, continues };
    if (protocol === undefined && needs !== undefined && continues.length === 0) return { needs };
    context.addIssue({ code: 'custom', message: 'give either "protocol", which may have "continues", or "needs"' });
    return z.NEVER;
  });

const scenarioSchema = z.strictObject({
  name: sentence.describe('The name of the file without .yaml.'),
  summary: sentence.describe('The race in one line.'),
  story: sentence.describe('What happens, in a few plain sentences.'),
  codes: z
    .array(z.enum(keysOf(MECHANISMS) satisfies Mechanism[]))
    .min(1)
    .describe(mechanisms()),
  system: z.literal('rollout'),
  start,
  buggy: z
    .strictObject({
      protocol,
      mutant: sentence
        .exactOptional()
        .describe('What is wrong with the protocol: the name of one of its mutants ("holdfast matrix --mutants").'),
      breaks: z.array(expectedBreak).min(1),
    })
    .describe('The protocol that must break, and what of it, where.'),
  fixed: fixed.describe('The protocol that must not break in the same steps, or what a later one needs.'),
  steps: steps.min(1).describe('Labels as the kernel prints them. The number of a request (#2) may be left out.'),
});

function mechanisms(): string {
  return `How the race comes about. ${Object.entries(MECHANISMS)
    .map(([code, words]) => `${code}: ${words}`)
    .join('. ')}.`;
}
