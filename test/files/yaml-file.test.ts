import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseYamlFile } from '../../src/files/yaml-file.ts';
import { UserError } from '../../src/user-error.ts';

const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('crash'), after: z.int().min(1).max(9) }),
  z.strictObject({ kind: z.literal('stale'), depth: z.number().optional() }),
]);
const schema = z.strictObject({
  name: z.string(),
  faults: z.array(fault).default([]),
  steps: z
    .record(z.string(), z.union([z.string(), z.strictObject({ actor: z.string(), does: z.string() })]))
    .optional(),
});

function mistakes(text: string): string[] {
  try {
    parseYamlFile('a b.yaml', text, schema);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n').map((line) => line.replace('a b.yaml:', ''));
    throw error;
  }
  return [];
}

it('gives the value that the schema makes of the document', () => {
  expect(parseYamlFile('x.yaml', 'name: &n race\nsteps: { one: *n }', schema)).toEqual({
    name: 'race',
    faults: [],
    steps: { one: 'race' },
  });
});

describe('text that is not YAML', () => {
  it('is told with its place', () => {
    expect(mistakes('name: a: b')).toEqual([
      '1:7: not valid YAML: Nested mappings are not allowed in compact mappings',
    ]);
    expect(mistakes('name: *missing')[0]).toContain('Unresolved alias');
    expect(mistakes('name: a\n---\nname: b')).toEqual(['2:1: expected one YAML document, got several']);
  });

  it('has every duplicate key told by name', () => {
    expect(mistakes('name: a\n"name": b\nsteps: { one: a, one: b }')).toEqual([
      '2:1: duplicate key "name"',
      '3:18: duplicate key "one"',
    ]);
  });
});

describe('a document that the schema refuses', () => {
  it('names unknown keys of the alternative that was chosen', () => {
    expect(mistakes('name: a\nfaults:\n  - { kind: stale, dept: 1 }')).toEqual([
      '3:20: faults[0]: unknown key "dept". Did you mean "depth"? Known: kind, depth',
    ]);
  });

  it('names the alternatives when none was chosen', () => {
    expect(mistakes('name: a\nfaults: [{ kind: crsh }, { kind: 5 }, {}]')).toEqual([
      '2:18: faults[0].kind: unknown value "crsh". Did you mean "crash"? Known: crash, stale',
      '2:34: faults[1].kind: expected one of crash, stale, got the number 5',
      '2:39: faults[2]: missing key "kind"',
    ]);
  });

  it('explains the alternative of a plain union that has the shape of the value', () => {
    expect(mistakes('name: a\nsteps: { one: { actor: A, dose: x }, two: 5 }')).toEqual([
      '2:15: steps.one: missing key "does"',
      '2:27: steps.one: unknown key "dose". Did you mean "does"? Known: actor, does',
      '2:43: steps.two: expected a text or a mapping, got the number 5',
    ]);
  });

  it('says which numbers fit', () => {
    expect(
      mistakes('name: a\nfaults: [{ kind: crash, after: 0 }, { kind: crash, after: 10 }, { kind: crash, after: 1.5 }]'),
    ).toEqual([
      '2:32: faults[0].after: expected a number of at least 1',
      '2:59: faults[1].after: expected a number of at most 9',
      '2:87: faults[2].after: expected a whole number, got the number 1.5',
    ]);
  });

  it('tells only some of very many, and how many more there are', () => {
    const strange = Array.from({ length: 50 }, (_, index) => `strange${index}: 1`);
    const told = mistakes(['name: a', ...strange].join('\n'));
    expect(told).toHaveLength(21);
    expect(told[0]).toContain('2:1: unknown key "strange0"');
    expect(told[20]).toContain('30 more mistakes');
    expect(mistakes('a: 1\n'.repeat(50)).at(-1)).toContain('29 more mistakes');
  });

  it('is not looked into when it is no mapping', () => {
    expect(mistakes('')).toEqual(['1:1: expected a mapping, got nothing']);
    expect(mistakes('just words')).toEqual(['1:1: expected a mapping, got "just words"']);
  });
});
