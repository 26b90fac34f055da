/** YAML text and a zod schema in, a value out: or one error that lists every mistake with its place in the file. */
import { isMap, isScalar, LineCounter, parseDocument, type Document, type YAMLError } from 'yaml';
import type { ZodType } from 'zod';
import { UserError } from '../user-error.ts';
import type { Path } from './schema-keys.ts';
import { mistakesOf, type Mistake } from './schema-mistakes.ts';

/** A mistake at its place: `offset` counts characters from the start of the text. */
interface Placed {
  readonly offset: number;
  readonly text: string;
}

/** Mistakes that are told: whoever made more than this meant another file. */
const MOST_MISTAKES = 20;

/**
 * Parses the text of the file at `path` and checks it against the schema.
 *
 * `path` is only for messages. Throws a `UserError` whose message has one `path:line:column: mistake` line for each
 * mistake, in the order of the file; of very many, only some. A text that is not YAML is reported as such, without
 * looking at the schema.
 */
export function parseYamlFile<T>(path: string, text: string, schema: ZodType<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = <Found>(found: readonly Found[], placed: (one: Found) => Placed): UserError => {
    const told = found.slice(0, MOST_MISTAKES).map(placed);
    const left = found.length - told.length;
    return new UserError(`${listing(path, lines, told)}${left === 0 ? '' : `\n${path}: ${left} more mistakes`}`);
  };
  if (document.errors.length > 0) throw fail(document.errors, (error) => syntaxMistake(error, text));
  const read = valueOf(document);
  if ('problem' in read) throw fail([read.problem], (problem) => ({ offset: 0, text: problem }));
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return parsed.data;
  throw fail(mistakesOf(parsed.error.issues, schema, read.value), (mistake) => place(mistake, document));
}

/** An alias without its anchor, or too many of them, shows only when the document becomes a value. */
function valueOf(document: Document.Parsed): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function syntaxMistake(error: YAMLError, text: string): Placed {
  const offset = error.pos[0];
  if (error.code === 'DUPLICATE_KEY') return { offset, text: `duplicate key ${JSON.stringify(wordAt(text, offset))}` };
  if (error.code === 'MULTIPLE_DOCS') return { offset, text: 'expected one YAML document, got several' };
  return { offset, text: `not valid YAML: ${error.message}` };
}

function wordAt(text: string, offset: number): string {
  const [word = ''] = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s,{}]+)/.exec(text.slice(offset)) ?? [];
  return word.replace(/^(["'])(.*)\1$/, '$2');
}

function place(mistake: Mistake, document: Document.Parsed): Placed {
  const offset =
    mistake.key === undefined ? offsetOf(document, mistake.path) : keyOffset(document, mistake.path, mistake.key);
  return { offset, text: mistake.text };
}

/** Where the value at `path` begins, or the nearest value around it when there is none. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = rangeStart(length === 0 ? document.contents : document.getIn(path.slice(0, length), true));
    if (offset !== undefined) return offset;
  }
  return 0;
}

function keyOffset(document: Document.Parsed, path: Path, key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === key)
    : undefined;
  return rangeStart(pair?.key) ?? offsetOf(document, path);
}

function rangeStart(node: unknown): number | undefined {
  const range = node instanceof Object && 'range' in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

function listing(path: string, lines: LineCounter, mistakes: readonly Placed[]): string {
  const sorted = [...mistakes].sort((a, b) => a.offset - b.offset);
  const texts = sorted.map(({ offset, text }) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${text}`;
  });
  return [...new Set(texts)].join('\n');
}
