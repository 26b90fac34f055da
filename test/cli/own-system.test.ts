/** A system of one's own on the command line. Under vitest TypeScript can be imported, so the examples are checked as they are. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatToken, parseToken } from '../../src/report/timeline/token-text.ts';
import type { CheckReport } from '../../src/report/index.ts';
import { flat } from '../report/races.ts';
import { holdfast } from './in-process.ts';

const CLERKS = 'examples/lost-update/system.ts#lostUpdate';
const SHOP = 'examples/checkout/system.ts#shop';
const TWO = [CLERKS, '--config', '2'];

async function report(...argv: string[]): Promise<CheckReport> {
  return JSON.parse((await holdfast(['check', ...argv, '--json'])).stdout) as CheckReport;
}

async function token(...argv: string[]): Promise<string> {
  const { properties } = await report(...argv);
  const text = properties.find(({ result }) => result === 'violated')?.counterexample?.token ?? '';
  expect(text).toMatch(/^hf1\./);
  return text;
}

describe('holdfast check FILE#EXPORT', () => {
  it('tells the race of the system as it tells one of a rollout, with the command that replays it', async () => {
    const { code, stdout, stderr } = await holdfast(['check', ...TWO]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(flat(stdout)).toContain('lost-update {"clerks":2}, no faults: exhausted, every one of 13 reachable worlds');
    expect(stdout).toMatch(/^nothing-lost {2}safety +✗ violated$/m);
    expect(stdout).toContain('✗ nothing-lost: 2 clerks are done and the counter says 1');
    expect(stdout).toContain(`4 steps, replay: holdfast replay ${CLERKS} hf1.`);
    expect(stdout).toContain('exercised: clerk 3/3 states, 2/2 transitions');
  });

  it('tells the documented example as the page shows it, but for its time', async () => {
    const page = await readFile('docs/checking.md', 'utf8');
    const [, command = '', shown = ''] = /^\$ holdfast (check examples\S+ .*)\n((?:(?!```).*\n)+)/m.exec(page) ?? [];
    const timeless = (text: string): string => text.replaceAll(/[\d.]+ s\)/g, 'TIME s)');
    expect(shown).toContain('nothing-lost');
    const { stdout } = await holdfast(command.split(' '));
    expect(timeless(stdout)).toContain(timeless(shown));
  });

  it('has the same in JSON: the system and its config in place of protocol and operations', async () => {
    const found = await report(...TWO);
    expect(found).toMatchObject({ system: 'lost-update', config: { clerks: 2 }, faults: {}, verdict: 'exhausted' });
    expect(found).toMatchObject({ states: 13, transitions: 14 });
    expect(Object.keys(found)).not.toContain('protocol');
  });

  it('takes the only function of a file that exports no system, and calls it with nothing where nothing is said', async () => {
    const unnamed = await report('examples/lost-update/system.ts', '--config', '2');
    expect(unnamed).toMatchObject({ system: 'lost-update', config: { clerks: 2 }, states: 13 });
  });

  it('gives the exit code of what was found', async () => {
    const codes = await Promise.all(
      [
        [CLERKS, '--config', '1'],
        [CLERKS, '--config', '2'],
        [CLERKS, '--config', '3', '--max-states', '5'],
      ].map(async (argv) => (await holdfast(['check', ...argv])).code),
    );
    expect(codes).toEqual([0, 1, 3]);
  });

  it('puts budgets of faults in the place of those that the system has', async () => {
    const asked = ['read=1', 'none', 'stale=1,ack=2'];
    const found = await Promise.all(asked.map((faults) => report(...TWO, '--faults', faults)));
    expect(found.map(({ faults }) => faults)).toEqual([{ read: 1 }, {}, { stale: 1, ack: 2 }]);
    expect(found[0]?.faultsInjected).toEqual({ read: expect.any(Number) as number });
    expect(found[0]?.faultsInjected['read']).toBeGreaterThan(0);
  });

  it('checks the named properties alone', async () => {
    const all = await report(SHOP, '--config', '{"idempotent":true}');
    expect(all).toMatchObject({ verdict: 'exhausted', states: 392, transitions: 905 });
    const one = await report(SHOP, '--config', '{"idempotent":true}', '--property', 'charged-once');
    expect(one.properties.map(({ name }) => name)).toEqual(['charged-once']);
    expect(all.properties.length).toBeGreaterThan(1);
  });

  it('samples, reduces and takes a fairness like any check', async () => {
    const sampled = await report(...TWO, '--sample', '20', '--seed', 'x');
    expect(sampled).toMatchObject({ verdict: 'sampled', schedules: 20 });
    expect(await report(...TWO, '--reduce')).toMatchObject({ verdict: 'exhausted', reduced: true });
    const fair = await report(SHOP, '--config', '{"idempotent":true}', '--fairness', 'transition');
    expect(fair.properties.flatMap(({ fairness }) => fairness ?? [])).toContain('transition');
  });

  it('lists the faults of the system', async () => {
    const { code, stdout } = await holdfast(['check', ...TWO, '--faults', 'help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}crash +an actor crashes/m);
    expect(stdout).not.toContain('late-failure');
  });
});

describe('a token of a system of one’s own', () => {
  it.each(['model', 'actors'])('replays behind its file on the %s', async (on) => {
    const { code, stdout } = await holdfast(['replay', CLERKS, await token(...TWO), '--on', on]);
    expect(code).toBe(1);
    expect(stdout).toContain(`lost-update, 4 of 4 steps on ${on === 'model' ? 'the model' : 'live actors'}`);
    expect(stdout).toContain('✗ nothing-lost breaks at t3: 2 clerks are done and the counter says 1');
  });

  it('knows what the function was called with and which faults there were', async () => {
    const text = await token(SHOP, '--config', '{"idempotent":false}', '--faults', 'ack=1');
    expect(parseToken(text).config).toEqual({ argument: { idempotent: false }, faults: { ack: 1 } });
    const { code, stdout } = await holdfast(['replay', SHOP, text]);
    expect(code).toBe(1);
    expect(stdout).toContain('acknowledgement lost');
    expect(stdout).toContain('✗ charged-once breaks at');
    const calm = { argument: { idempotent: false }, faults: {} };
    const without = await holdfast(['replay', SHOP, formatToken({ ...parseToken(text), config: calm })]);
    expect(without.code).toBe(3);
    expect(without.stdout).toContain('acknowledgement lost" is not possible here');
  });

  it('stands behind the file that is nearest before it, among other tokens', async () => {
    const [clerks, shop] = [await token(...TWO), await token(SHOP, '--config', '{"idempotent":false}')];
    const { code, stdout } = await holdfast(['replay', CLERKS, clerks, SHOP, shop, '--json']);
    expect(code).toBe(1);
    const told = stdout.trim().split('\n');
    expect(told.map((line) => (JSON.parse(line) as { system: string }).system)).toEqual(['lost-update', 'shop']);
  });

  it('is not replayed without its file, behind another one, or where no token is', async () => {
    const text = await token(...TWO);
    const wrong = [
      [
        ['replay', text],
        'A token of your own system stands behind its file: holdfast replay ./race.ts#conductor hf1.…',
      ],
      [
        ['replay', SHOP, text],
        'this token is one of the system "lost-update", and examples/checkout/system.ts#shop is',
      ],
      [['replay', CLERKS], `${CLERKS} is a system: name the token to replay behind it`],
      [['replay', CLERKS, 'hf1.abc'], 'this token is damaged'],
    ] as const;
    for (const [argv, message] of wrong) {
      const { code, stdout, stderr } = await holdfast(argv);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });

  it('of a rollout is not one of a file', async () => {
    const rollout = await token('--protocol', 'own-tasks', '--faults', 'none');
    const { code, stderr } = await holdfast(['replay', CLERKS, rollout]);
    expect(code).toBe(2);
    expect(stderr).toContain('It is one of a rollout: leave the file out');
  });
});

describe('a mistake about a system', () => {
  let folder = '';
  const HOLDS = "{ kind: 'safety', name: 'holds', summary: 's', check: () => null }";
  const FILES = {
    'many.mjs': 'export const one = () => 1;\nexport const two = () => 2;\nexport const three = 3;\n',
    'none.mjs': '',
    'number.mjs': 'export default 7;\n',
    'half.mjs': "export default { name: 'x', actors: {} };\n",
    'returns.mjs': 'export default () => [];\n',
    'throws.mjs': "\n\nthrow new TypeError('broken');\n",
    'text.mjs': "throw 'no error at all';\n",
    'fails.mjs': "export default () => {\n  throw new RangeError('no such size');\n};\n",
    'missing.mjs': "import 'no-such-package-at-all';\n",
    'empty.mjs': "export default { name: 'empty', config: null, actors: {}, store: {}, services: {} };\n",
    'small.mjs': `export default { name: 'small', config: null, actors: {}, store: {}, services: {}, properties: [${HOLDS}] };\n`,
    'slip.mjs': `export default { name: 'slip', config: null, actors: {}, store: {}, services: {}, properties: [${HOLDS}], enviroment: {} };\n`,
    'common.cjs': `exports.small = { name: 'common', config: null, actors: {}, store: {}, services: {}, properties: [${HOLDS}] };\n`,
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'own-system-'));
    await mkdir(join(folder, 'folder.ts'));
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    [['nosuch.ts'], 'nosuch.ts: there is no such file'],
    [['many.mjs/x.ts'], 'x.ts: there is no such file'],
    [['many.mjs'], 'many.mjs has no default export, and more than one of its exports can be meant. Name one, as in'],
    [['many.mjs'], 'It exports: '],
    [['many.mjs#tow'], 'many.mjs: unknown export "tow". Did you mean "two"?'],
    [['many.mjs#three'], 'many.mjs#three is no system but a number: expected what defineSystem returns'],
    [['many.mjs#one'], 'many.mjs#one is a function that returned no system but a number'],
    [['none.mjs'], 'none.mjs exports nothing'],
    [['number.mjs'], 'number.mjs#default is no system but a number'],
    [['half.mjs'], 'half.mjs#default is no system but an object of name, actors'],
    [['returns.mjs'], 'returned no system but a list'],
    [['throws.mjs'], 'throws.mjs: TypeError: broken\n  at '],
    [['throws.mjs'], 'throws.mjs:3:7'],
    [['text.mjs'], 'text.mjs: it threw "no error at all"'],
    [['fails.mjs', '--config', '[1]'], 'fails.mjs#default, called with [1], failed: RangeError: no such size\n  at '],
    [['fails.mjs'], 'fails.mjs:2:9'],
    [['missing.mjs'], 'no-such-package-at-all'],
    [['slip.mjs'], 'enviroment'],
    [['empty.mjs'], 'the system "empty" has no properties: list what has to hold'],
    [['small.mjs', '--config', '{'], `--config takes JSON, as in --config '{"workers":2}', got "{"`],
    [['small.mjs', '--config', '{}'], '--config is what a function is called with, and'],
    [['small.mjs', '--faults', 'crahs=1'], '--faults: unknown fault "crahs". Did you mean "crash"?'],
    [['small.mjs', '--faults', 'crash=x'], '--faults "crash=x": expected NAME=COUNT'],
    [['small.mjs', '--property', 'x'], '--property: unknown property "x". Known: holds'],
    [['small.mjs', '--symmetry'], '--symmetry: this system declares no names that may be exchanged'],
    [['small.mjs', '--operations', '2'], '--operations says what a rollout is built from, and'],
    [['small.mjs', '--protocol', 'merged'], '--protocol says what a rollout is built from, and'],
    [['small.mjs', '--leases'], '--leases says what a rollout is built from, and'],
    [['small.mjs', '--sample', '9', '--reduce'], '--sample and --reduce exclude each other'],
    [['small.mjs', '--seed', '9'], '--seed is for --sample'],
    [['small.mjs', 'none.mjs'], 'one system at a time'],
    [['small.mjs', 'stray'], 'does not know what to do with "stray"'],
    [['race.yaml#x'], 'names no system: expected FILE#EXPORT'],
  ])('in %j is told on stderr without a stack, and ends with 2', async (argv, message) => {
    const [file = '', ...rest] = argv;
    const words = rest.map((word) => (Object.hasOwn(FILES, word) ? join(folder, word) : word));
    const { code, stdout, stderr } = await holdfast(['check', join(folder, file), ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('in a file that is a folder is told, too', async () => {
    const { code, stderr } = await holdfast(['check', join(folder, 'folder.ts')]);
    expect(code).toBe(2);
    expect(stderr).toContain('folder.ts: it is no file');
  });

  it('in --config without a file says where it belongs', async () => {
    const { code, stderr } = await holdfast(['check', '--config', '{}']);
    expect(code).toBe(2);
    expect(stderr).toContain('--config is what the function of a file is called with. Name the file');
  });

  it('is none of a CommonJS module, whose members are its exports', async () => {
    for (const place of ['common.cjs', 'common.cjs#small']) {
      const { code, stdout } = await holdfast(['check', join(folder, place)]);
      expect(code).toBe(0);
      expect(stdout).toContain('common, no faults: exhausted, every one of 1 reachable worlds seen');
    }
  });
});
