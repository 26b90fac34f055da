/** A system of one's own in a real process: JavaScript that imports what is built, as every Node runs it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdfast, ROOT, shell } from './cli-process.ts';

const SYSTEM = `
import { setup } from ${JSON.stringify(import.meta.resolve('xstate'))};
import { defineSystem } from ${JSON.stringify(pathToFileURL(`${ROOT}dist/sim/index.js`).href)};

const worker = setup({}).createMachine({
  id: 'worker',
  initial: 'waiting',
  states: { waiting: { after: { 1000: 'done' } }, done: {} },
});

export const conductor = ({ workers }) =>
  defineSystem({
    name: 'conductor',
    config: { workers },
    store: { parent: 'running' },
    actors: Object.fromEntries(Array.from({ length: workers }, (_, index) => ['worker:' + index, { machine: worker }])),
    services: {},
    environment: { 'parent finishes': { run: (tx) => tx.write('parent', 'finished') } },
    properties: [
      {
        kind: 'safety',
        name: 'not-too-early',
        summary: 'the parent is finished only once every worker is',
        check: (world) => (world.read('parent') === 'finished' && world.actor('worker:0')?.value !== 'done' ? 'too early' : null),
      },
    ],
  });
`;

describe('a system of one’s own, from the command line', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'own process '));
    await writeFile(join(folder, 'a race.mjs'), SYSTEM);
    await writeFile(join(folder, 'typed.ts'), 'export const nothing: null = null;\n');
    await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
    await writeFile(join(folder, 'common.js'), "import { nothing } from './nothing.mjs';\n");
    await writeFile(join(folder, 'unparsed.mjs'), 'export const = 1;\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('prints a command that replays its race as it stands, on the model and on live actors', async () => {
    const checked = await holdfast(['check', './a race.mjs#conductor', '--config', '{"workers":2}'], '', folder);
    expect(checked).toMatchObject({ code: 1, stderr: '' });
    expect(checked.stdout).toContain('✗ not-too-early: too early');
    const command = /replay: (?<command>.*)$/m.exec(checked.stdout)?.groups?.['command'] ?? '';
    expect(command).toContain("replay './a race.mjs'#conductor hf1.");
    const [model, actors] = [await shell(command, folder), await shell(`${command} --on actors`, folder)];
    expect(model).toMatchObject({ code: 1, stderr: '' });
    expect(model.stdout).toContain('✗ not-too-early breaks at t0: too early');
    expect(actors).toEqual({ ...model, stdout: model.stdout.replace('on the model', 'on live actors') });
  });

  it('says what to do where this Node does not run TypeScript', async () => {
    const { code, stdout, stderr } = await holdfast(['check', './typed.ts'], '', folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    // Newer versions run it, and then find no system.
    const strips = Boolean((process.features as { readonly typescript?: unknown }).typescript);
    expect(stderr).toContain(strips ? './typed.ts has no default export' : 'Use Node 22.18 or newer');
  });

  it('tells a file that cannot be parsed without a stack', async () => {
    const { code, stdout, stderr } = await holdfast(['check', './unparsed.mjs'], '', folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("cannot load ./unparsed.mjs: SyntaxError: Unexpected token '='");
    expect(stderr).not.toContain('modules/esm');
  });

  it('says what to do about a module that Node takes for CommonJS', async () => {
    const { code, stdout, stderr } = await holdfast(['check', './common.js'], '', folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('write "type": "module" into the package.json beside it');
  });
});
