import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { loadScenario, scenarioJsonSchema } from '../../src/files/scenario-file.ts';
import { UserError } from '../../src/user-error.ts';

const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));

const textOf = (name: string): string => readFileSync(`${FOLDER}${name}.yaml`, 'utf8');

/** The text of a scenario with one piece of it replaced. */
function planted(name: string, right: string, wrong: string): string {
  const text = textOf(name);
  expect(text).toContain(right);
  return text.replace(right, () => wrong);
}

/** What is said about the scenario with the mistake planted. */
function complaint(name: string, right: string, wrong: string): string {
  try {
    loadScenario(`races/${name}.yaml`, planted(name, right, wrong));
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return expect.fail('expected a UserError');
}

/** Where a piece of the planted text stands, as `line:column`. */
function placeOf(name: string, right: string, wrong: string, piece: string): string {
  const before = planted(name, right, wrong).split(piece)[0] ?? '';
  const lines = before.split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

describe('loadScenario', () => {
  it('reads a scenario, with what it leaves out filled in', () => {
    const scenario = loadScenario('seed-degraded-fallback.yaml', textOf('seed-degraded-fallback'));
    expect(scenario).toMatchObject({
      name: 'seed-degraded-fallback',
      codes: ['U'],
      start: {
        apply: { state: 'running', errorMessage: null },
        operations: { A: { state: 'running', engine: 'copying', onFailure: 'halt' } },
        legacy: false,
      },
      buggy: { protocol: 'fallback' },
      fixed: { protocol: 'merged' },
    });
    expect(scenario.steps[6]).toBe('drive:B listOperations fails: timeout');
  });

  it('takes a label with a colon as the kernel prints it, without quotes', () => {
    const label = 'drive:B listOperations fails: timeout';
    const unquoted = planted('seed-degraded-fallback', `'${label}'`, label);
    expect(loadScenario('seed-degraded-fallback.yaml', unquoted).steps[6]).toBe(label);
  });

  it('names an operation as its deployment is called', () => {
    const text = textOf('seed-clobber').replace('    A: {', '    us-east_1: {');
    expect(Object.keys(loadScenario('seed-clobber.yaml', text).start.operations ?? {})).toEqual(['us-east_1', 'B']);
  });
});

describe('a mistake in a scenario file', () => {
  it.each([
    ['a protocol', 'protocol: own-tasks', 'protocol: own-task', 'own-task\n', '"own-tasks"'],
    ['a fixed protocol', 'protocol: merged', 'protocol: mergd', 'mergd', '"merged"'],
    ['a property', 'property: no-false-terminal', 'property: no-fals-terminal', 'no-fals', '"no-false-terminal"'],
    ['a state of the apply', 'apply: { state: running', 'apply: { state: runing', 'runing', '"running"'],
    ['a state of an operation', 'A: { state: pending', 'A: { state: pendng', 'pendng', '"pending"'],
    ['a state of an engine', 'engine: completed', 'engine: complet', 'complet }', '"completed"'],
    ['a policy', 'A: {', 'A: { onFailure: hlat,', 'hlat', '"halt"'],
    ['a key', 'story:', 'stroy:', 'stroy', '"story"'],
    ['an actor in a step', '- drive:B claim takes', '- drvie:B claim takes', 'drvie', '"drive:B claim takes effect"'],
    [
      'a request in a step',
      'B pollEngine takes',
      'B pollEngin#1 takes',
      'drive:B pollEngin#1',
      '"drive:B pollEngine takes effect"',
    ],
    [
      'an operation in a step',
      '- drive:B claim takes',
      '- drive:C claim takes',
      'drive:C',
      '"drive:A claim takes effect"',
    ],
    [
      'a fault',
      'B claim takes effect',
      'B claim takes effect, acknowledgment lost',
      'drive:B claim takes effect, ack',
      '"drive:B claim takes effect, acknowledgement lost"',
    ],
    [
      'a step of the fixed protocol',
      'B listOperations takes',
      'B listOperation takes',
      'drive:B listOperation takes',
      '"drive:B listOperations takes effect"',
    ],
    ['a place', 'at: gate', 'at: gat', 'gat sample', '"gate sampleApply takes effect"'],
  ])('is told with its place and the nearest word: %s', (_, right, wrong, piece, nearest) => {
    const message = complaint('seed-clobber', right, wrong);
    expect(message).toContain(`races/seed-clobber.yaml:${placeOf('seed-clobber', right, wrong, piece)}: `);
    expect(message).toContain(`Did you mean ${nearest}?`);
  });

  it('says at once how many operations there may be', () => {
    const many = Array.from({ length: 60 }, (_, index) => `    more-${index}: {}\n`).join('');
    const message = complaint('seed-clobber', '  operations:\n', `  operations:\n${many}`);
    expect(message).toMatch(
      /^races\/seed-clobber\.yaml:\d+:\d+: start.operations: a scenario has at most 26 operations, not 62$/m,
    );
  });

  it('says what a step can begin with when nothing is near', () => {
    const message = complaint(
      'seed-clobber',
      '- gate sampleApply takes effect\n',
      '- gate sampleApply takes effect\n  - hello\n',
    );
    expect(message).toContain('unknown step "hello". A step begins with one of: drive:A claim, ');
    expect(message).toContain(', crash drive:A, ');
    expect(message).toMatch(/, stop requested, start requested, cancel requested, release requested$/);
  });

  it.each([
    [
      'a name that is not the file’s',
      'name: seed-clobber',
      'name: clobber',
      'expected "seed-clobber", the name of the file, got "clobber"',
    ],
    ['an operation that no label can name', '    A: {', '    A B: {', 'the name of an operation is a letter, then'],
    [
      'operations and legacy at once',
      'start:',
      'start:\n  legacy: true',
      'give either at least one operation or "legacy: true"',
    ],
    [
      'neither a fixed protocol nor a need',
      '  protocol: merged',
      '',
      'give either "protocol", which may have "continues", or "needs"',
    ],
    [
      'a need that goes on',
      '  protocol: merged',
      '  needs: more',
      'give either "protocol", which may have "continues", or "needs"',
    ],
    [
      'a safety property at the end',
      'at: gate sampleApply takes effect',
      'at: end',
      '"gate-never-green-early" is a safety property',
    ],
    [
      'a liveness property at a step',
      'property: gate-never-green-early',
      'property: every-apply-settles',
      '"every-apply-settles" is a liveness property',
    ],
    ['a witness', 'property: gate-never-green-early', 'property: can-complete', 'unknown value "can-complete"'],
  ])('is refused: %s', (_, right, wrong, expected) => {
    expect(complaint('seed-clobber', right, wrong)).toContain(expected);
  });

  it('is told with all others at once, in the order of the file', () => {
    const text = planted('seed-clobber', 'name: seed-clobber', 'name: x').replace(
      '- drive:B claim takes',
      '- drvie:B claim takes',
    );
    expect(() => loadScenario('seed-clobber.yaml', text)).toThrow(
      /^seed-clobber.yaml:2:7: .*\nseed-clobber.yaml:\d+:5: steps\[0\]: unknown step [^\n]*$/,
    );
  });
});

describe('the JSON schema for editors', () => {
  it('is committed as it is generated (npx vitest run test/files/scenario-file.test.ts -u writes it anew)', async () => {
    const file = `${FOLDER}scenario.schema.json`;
    const style = await resolveConfig(file);
    const text = await format(JSON.stringify(scenarioJsonSchema()), { ...style, parser: 'json' });
    await expect(text).toMatchFileSnapshot(file);
  });

  it('knows the words that a scenario may use', () => {
    const text = JSON.stringify(scenarioJsonSchema());
    for (const word of ['own-tasks', 'no-false-terminal', 'waiting_for_cutover', 'copying'])
      expect(text).toContain(`"${word}"`);
    expect(text).not.toContain('"can-complete"');
  });
});
