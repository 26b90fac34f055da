/** Says a zod issue as one plain sentence, in the words of the file rather than of the schema library. */
import type { z, ZodType } from 'zod';
import { unknownWord } from '../nearest.ts';
import { knownKeys, type Path } from './schema-keys.ts';

/** One mistake: at the value of `path`, or at the key `key` of the mapping there. */
export interface Mistake {
  readonly path: Path;
  readonly key?: string;
  readonly text: string;
}

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;
type SizeIssue = Extract<Issue, { code: 'too_small' | 'too_big' }>;

/** Every mistake that the issues tell of, in their order. `value` is what was parsed. */
export function mistakesOf(issues: readonly Issue[], schema: ZodType, value: unknown): Mistake[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, issue.path, schema, value);
    const found = valueAt(value, issue.path);
    const missing = found === undefined && issue.code !== 'custom' ? missingKey(issue.path) : undefined;
    if (missing !== undefined) return [missing];
    if (issue.code === 'invalid_union') return unionMistakes(issue, schema, value);
    return [{ path: issue.path, text: about(issue.path, sentence(issue, found)) }];
  });
}

function unknownKeys(keys: readonly string[], path: Path, schema: ZodType, value: unknown): Mistake[] {
  const known = knownKeys(schema, value, path);
  return keys.map((key) => ({ path, key, text: about(path, unknownWord('key', key, known)) }));
}

function missingKey(path: Path): Mistake | undefined {
  const key = path.at(-1);
  if (typeof key !== 'string') return undefined;
  const parent = path.slice(0, -1);
  return { path: parent, text: about(parent, `missing key ${JSON.stringify(key)}`) };
}

/** Explains the alternative that the value was most likely meant for: the one of its shape with the fewest issues. */
function unionMistakes(issue: UnionIssue, schema: ZodType, value: unknown): Mistake[] {
  const found = valueAt(value, issue.path);
  if (issue.errors.length === 0)
    return [{ path: issue.path, text: about(issue.path, discriminatorSentence(issue, found)) }];
  const fitting = issue.errors.filter((branch) => !branch.some(isWrongShape));
  const [likely] = fitting.sort((a, b) => a.length - b.length);
  if (likely === undefined) return [{ path: issue.path, text: about(issue.path, alternatives(issue, found)) }];
  const issues = likely.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  return mistakesOf(issues, schema, value);
}

function isWrongShape(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function alternatives(issue: UnionIssue, found: unknown): string {
  const roots = issue.errors.flatMap((branch) => branch.filter(isWrongShape));
  const words = roots.flatMap((root) => (root.code === 'invalid_value' ? root.values.map(String) : []));
  if (words.length > 0 && typeof found === 'string') return unknownWord('value', found, [...new Set(words)]);
  const types = roots.flatMap((root) => (root.code === 'invalid_type' ? [typeName(root.expected)] : []));
  return `expected ${[...new Set([...types, ...words])].join(' or ')}, got ${describe(found)}`;
}

function discriminatorSentence(issue: UnionIssue, found: unknown): string {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (typeof found !== 'string') return `expected one of ${options.join(', ')}, got ${describe(found)}`;
  return unknownWord('value', found, options);
}

function sentence(issue: Issue, found: unknown): string {
  if (issue.code === 'invalid_type') return `expected ${typeName(issue.expected)}, got ${describe(found)}`;
  if (issue.code === 'invalid_value') return badWord(issue.values.map(String), found);
  if (issue.code === 'too_small' || issue.code === 'too_big') return badSize(issue);
  return issue.message;
}

function badWord(known: readonly string[], found: unknown): string {
  if (typeof found === 'string' && known.length > 1) return unknownWord('value', found, known);
  return `expected ${known.length > 1 ? 'one of ' : ''}${known.join(', ')}, got ${describe(found)}`;
}

function badSize(issue: SizeIssue): string {
  const [word, limit] = issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum];
  if (issue.origin === 'array' || issue.origin === 'set')
    return `expected ${word} ${limit} ${limit === 1 ? 'item' : 'items'}`;
  if (issue.origin === 'string' && limit === 1 && word === 'at least') return 'expected a text that is not empty';
  if (issue.origin === 'string') return `expected ${word} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (issue.inclusive === false) return `expected a number ${issue.code === 'too_small' ? 'above' : 'below'} ${limit}`;
  return `expected a number of ${word} ${limit}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
};

function typeName(expected: string): string {
  return TYPE_NAMES[expected] ?? expected;
}

function describe(found: unknown): string {
  if (found === null || found === undefined) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object') return 'a mapping';
  if (typeof found === 'number') return `the number ${found}`;
  return typeof found === 'boolean' ? String(found) : JSON.stringify(found);
}

/** `deployments[1].run: …`; the top of the document needs no name. */
function about(path: Path, text: string): string {
  const name = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return name === '' ? text : `${name.replace(/^\./, '')}: ${text}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) => (at instanceof Object ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
}
