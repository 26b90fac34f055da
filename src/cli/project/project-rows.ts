/**
 * What `holdfast project` computes: the state of a parent from the states of its children. Reads and prints nothing.
 *
 * State words are normalised as an engine's are: any letter case, synonyms resolved, an unknown word is `pending`.
 */
import { projectRollout } from '../../machines/project-rollout.ts';
import type { Child } from '../../machines/project-rollout.ts';
import { projectStates } from '../../machines/project.ts';
import { normaliseState } from '../../machines/vocabulary.ts';
import type { State } from '../../machines/vocabulary.ts';
import { unknownWord } from '../../nearest.ts';
import { UserError } from '../../user-error.ts';

/** The options of `holdfast project STATE…`. Without `policy` the plain projection applies. */
export interface ProjectOptions {
  readonly policy?: string | undefined;
  readonly released?: boolean | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const POLICIES = ['halt', 'continue', 'pause'];

const FIELD_TYPES = {
  state: 'string',
  onFailure: 'string',
  released: 'boolean',
  orphaned: 'boolean',
  neverStarted: 'boolean',
} as const;

const EXAMPLES =
  '["completed","running"] or [{"state":"failed","onFailure":"pause"},{"state":"pending","onFailure":"pause"}]';

/**
 * Projects words given in deployment order. With a policy every child has that policy and the rollout projection
 * applies; `released` is then the apply's release, and changes something only under `pause`.
 *
 * @throws UserError for an unknown policy, and for `released` without a policy.
 */
export function projectWords(words: readonly string[], { policy, released = false }: ProjectOptions): State {
  const states = words.map(normaliseState);
  if (policy === undefined) {
    if (released) throw new UserError('--released needs a policy that it can release. Add --policy pause.');
    return projectStates(states);
  }
  if (!POLICIES.includes(policy)) throw new UserError(unknownWord('policy', policy, POLICIES));
  const children = states.map((state) => ({ state, onFailure: policy, orphaned: false, neverStarted: false }));
  return projectRollout(children, { released });
}

/**
 * Projects one line of `holdfast project --stdin`: a JSON array of state words (plain projection) or of objects in
 * deployment order (rollout projection). An empty array is `pending`.
 *
 * An object has `state` and may have `onFailure` (`halt` if it is missing or unknown), `released` (its `pause` counts as
 * `continue`), `orphaned` and `neverStarted`.
 *
 * @throws UserError naming the element (counted from 0) and the field at fault.
 */
export function projectLine(line: string): State {
  const elements = parseArray(line);
  if (elements.every(isString)) return projectStates(elements.map(normaliseState));
  const children = readObjects(elements).map(readChild);
  return projectRollout(children, { released: false });
}

function parseArray(line: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UserError(`expected a JSON array, got ${show(line)}, which is not JSON. Example: ${EXAMPLES}`);
  }
  if (!Array.isArray(value)) throw new UserError(`expected a JSON array, got ${show(value)}. Example: ${EXAMPLES}`);
  return value;
}

/** Every element as an object; the caller has seen to it that not all are strings. */
function readObjects(elements: readonly unknown[]): readonly Fields[] {
  const odd = elements.findIndex((element) => !isString(element) && !isObject(element));
  if (odd >= 0) {
    throw new UserError(
      `element ${odd}: expected a state word or an object, got ${show(elements[odd])}. Example: ${EXAMPLES}`,
    );
  }
  if (elements.every(isObject)) return elements;
  const first = isString(elements[0]) ? 'a state word' : 'an object';
  const mixed = elements.findIndex((element) => isString(element) !== isString(elements[0]));
  const problem = `${show(elements[mixed])} after ${first}. Give state words only or objects only.`;
  throw new UserError(`element ${mixed}: ${problem} Example: ${EXAMPLES}`);
}

function readChild(fields: Fields, index: number): Child {
  for (const name of Object.keys(fields)) {
    // A misspelt flag must not be dropped in silence: the answer would be for another question.
    if (!Object.hasOwn(FIELD_TYPES, name)) {
      throw new UserError(`element ${index}: ${unknownWord('field', name, Object.keys(FIELD_TYPES))}`);
    }
  }
  const onFailure = fields['onFailure'] === undefined ? 'halt' : readString(fields, index, 'onFailure');
  const released = readFlag(fields, index, 'released') === true;
  return {
    state: normaliseState(readString(fields, index, 'state')),
    onFailure: released && onFailure === 'pause' ? 'continue' : onFailure,
    orphaned: readFlag(fields, index, 'orphaned') === true,
    neverStarted: readFlag(fields, index, 'neverStarted') === true,
  };
}

function readString(fields: Fields, index: number, name: 'state' | 'onFailure'): string {
  const value = fields[name];
  if (isString(value)) return value;
  throw wrongField(index, name, value);
}

function readFlag(fields: Fields, index: number, name: 'released' | 'orphaned' | 'neverStarted'): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongField(index, name, value);
}

function wrongField(index: number, name: keyof typeof FIELD_TYPES, value: unknown): UserError {
  const problem = value === undefined ? 'is missing' : `is ${show(value)}`;
  return new UserError(
    `element ${index}: field "${name}" ${problem}, expected a ${FIELD_TYPES[name]}. Example: ${EXAMPLES}`,
  );
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as JSON, cut to what fits in a sentence. */
function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
