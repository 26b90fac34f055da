/** Which keys a schema knows at a place: what an error about an unknown key lists. */
import { z } from 'zod';

/** Keys and indices from the top of a document to a value. */
export type Path = readonly PropertyKey[];

/** The keys that the mapping at `path` may have. Of a discriminated union, those of the alternative that `value` chose. */
export function knownKeys(schema: z.core.$ZodType, value: unknown, path: Path): string[] {
  const [part, ...rest] = path;
  const shapes = objectsOf(schema, value);
  if (part !== undefined)
    return unique(stepsInto(schema, value, part).flatMap((inner) => knownKeys(inner, childOf(value, part), rest)));
  return unique(shapes.flatMap((object) => Object.keys(object.shape)));
}

function objectsOf(schema: z.core.$ZodType, value: unknown): z.ZodObject[] {
  return alternativesOf(schema, value).filter((inner) => inner instanceof z.ZodObject);
}

function stepsInto(schema: z.core.$ZodType, value: unknown, part: PropertyKey): z.core.$ZodType[] {
  return alternativesOf(schema, value).flatMap((inner): z.core.$ZodType[] => {
    if (inner instanceof z.ZodObject) return inner.shape[String(part)] === undefined ? [] : [inner.shape[String(part)]];
    if (inner instanceof z.ZodArray) return [inner.element];
    if (inner instanceof z.ZodRecord) return [inner.valueType];
    if (inner instanceof z.ZodTuple) return inner.def.items.slice(Number(part), Number(part) + 1);
    return [];
  });
}

/** The schema without its wrappers; several where it is a union. */
function alternativesOf(schema: z.core.$ZodType, value: unknown): z.core.$ZodType[] {
  const inner = unwrap(schema);
  if (inner !== undefined) return alternativesOf(inner, value);
  if (schema instanceof z.ZodDiscriminatedUnion)
    return chosen(schema, value).flatMap((option) => alternativesOf(option, value));
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => alternativesOf(option, value));
  if (schema instanceof z.ZodIntersection)
    return [schema.def.left, schema.def.right].flatMap((side) => alternativesOf(side, value));
  return [schema];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodPipe) return schema.in;
  if (schema instanceof z.ZodLazy) return schema.unwrap();
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly)
    return schema.unwrap();
  if (schema instanceof z.ZodExactOptional) return schema.unwrap();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodCatch)
    return schema.unwrap();
  return undefined;
}

function chosen(union: z.ZodDiscriminatedUnion, value: unknown): readonly z.core.$ZodType[] {
  const key = union.def.discriminator;
  const fits = union.options.filter((option) => {
    const tag = option instanceof z.ZodObject ? option.shape[key] : undefined;
    return tag !== undefined && z.safeParse(tag, childOf(value, key)).success;
  });
  return fits.length > 0 ? fits : union.options;
}

function childOf(value: unknown, part: PropertyKey): unknown {
  return value instanceof Object ? (value as Record<PropertyKey, unknown>)[part] : undefined;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
