/** A tree of small files: one violation for each thing the lint fence forbids, and innocent twins beside them. */
import { ROOMS, ROOT_FILES } from './rooms.ts';

/** One file, and the rules that must speak up about it: none for an innocent one. Files of one claim share its title. */
export interface Plant {
  readonly title: string;
  readonly path: string;
  readonly code: string;
  readonly rules: readonly string[];
}

const guilty = (title: string, path: string, code: string, rule: string): Plant => ({
  title: `refuses ${title}`,
  path,
  code,
  rules: [rule],
});
const innocent = (title: string, path: string, code: string): Plant => ({
  title: `lets pass ${title}`,
  path,
  code,
  rules: [],
});

const IMPORTS = 'eslint(no-restricted-imports)';
const GLOBALS = 'eslint(no-restricted-globals)';
const PROPERTIES = 'eslint(no-restricted-properties)';

const rooms = Object.entries(ROOMS);

const useValue = (specifier: string) => `import { value } from '${specifier}';\n\nexport const used = value + 1;\n`;
const useType = (specifier: string) => `import type { Shape } from '${specifier}';\n\nexport type Used = Shape;\n`;
const compute = (expression: string) => `export const used = (): unknown => ${expression};\n`;

/** Something to import, in each room and directly under `src`. What every room imports has to be a leaf; here it is not. */
function targets(): Plant[] {
  const code = 'export const value = 1;\n\nexport interface Shape {\n  readonly value: number;\n}\n';
  const room = `${code}\nexport { value as other } from './cli/target.ts';\n`;
  const node = `${code}\nexport { arch } from 'node:os';\n`;
  return [
    ...[...rooms.map(([name]) => `${name}/target.ts`), 'index.ts'].map((path) =>
      innocent('files that import nothing', `src/${path}`, code),
    ),
    guilty('a room in a shared file', 'src/user-error.ts', room, IMPORTS),
    guilty('a module of Node in a shared file', 'src/nearest.ts', node, IMPORTS),
  ];
}

/** Every arrow from a room to another room or to a file of `src`: as value and as type, and by every kind of import. */
function arrows(): Plant[] {
  return rooms.flatMap(([from, { imports }]) => {
    const others = rooms.filter(([name]) => name !== from).map(([name]) => ({ to: name, file: `${name}/target.ts` }));
    return [...others, ...ROOT_FILES.map((file) => ({ to: file, file }))].flatMap(({ to, file }) => {
      const values = imports[to] === 'values' ? innocent : guilty;
      const types = to in imports ? innocent : guilty;
      const plant = (make: typeof guilty, what: string, kind: string, code: string) => {
        const title = `${types === values ? 'anything' : what} of ${to} in ${from}`;
        return make(title, `src/${from}/${kind}-of-${to.replace('.ts', '')}.ts`, code, IMPORTS);
      };
      return [
        plant(types, 'types', 'type', useType(`../${file}`)),
        plant(types, 'types', 'type-re-export', `export type { Shape } from '../${file}';\n`),
        plant(values, 'values', 'value', useValue(`../${file}`)),
        plant(values, 'values', 'deep/value', useValue(`../../${file}`)),
        plant(values, 'values', 'call', `export const used = () => import('../${file}');\n`),
        plant(values, 'values', 're-export', `export { value } from '../${file}';\n`),
      ];
    });
  });
}

/** Ways round the arrows. */
function detours(): Plant[] {
  const everyRoom = rooms.flatMap(([name]) => {
    const ways = { through: '../../src/sim', crooked: './../sim', back: `../${name}/../sim`, test: '../../test' };
    return [
      ...Object.entries(ways).map(([word, way]) =>
        guilty(`detours in ${name}`, `src/${name}/detour-${word}.ts`, useValue(`${way}/target.ts`), IMPORTS),
      ),
      guilty(`detours in ${name}`, `src/${name}/detour-self.ts`, useValue('holdfast/driver'), IMPORTS),
      innocent(`a room's own files in ${name}`, `src/${name}/sibling.ts`, useValue('./target.ts')),
      innocent(`a room's own files in ${name}`, `src/${name}/deep/parent.ts`, useValue('../target.ts')),
    ];
  });
  const importType = "export type Used = import('../driver/target.ts').Shape;\n";
  const computed = 'export const load = (name: string): Promise<unknown> => import(name);\n';
  return [
    ...everyRoom,
    guilty('import() in a type', 'src/sim/import-type.ts', importType, 'typescript(consistent-type-imports)'),
    guilty('import() of a computed path', 'src/store/computed.ts', computed, 'import(no-dynamic-require)'),
  ];
}

/** Packages and modules of Node, in the rooms that name their packages and in those that do not. */
function packages(): Plant[] {
  return rooms.flatMap(([name, room]) => {
    const [allowed] = room.packages ?? [];
    if (allowed === undefined) {
      const code = "export { readFileSync } from 'node:fs';\n";
      return [innocent(`modules of Node in ${name}`, `src/${name}/node.ts`, code)];
    }
    const refused = ['node:fs', 'node:worker_threads', 'yaml', 'zod', 'libsql', `${allowed}/graph`];
    return [
      ...refused.map((specifier) => {
        const path = `src/${name}/package-${specifier.replace(/\W/g, '-')}.ts`;
        return guilty(`packages in ${name}`, path, useValue(specifier), IMPORTS);
      }),
      innocent(`${allowed} in ${name}`, `src/${name}/package.ts`, useValue(allowed)),
    ];
  });
}

/** Whatever could make two runs of one input differ. */
const AMBIENT: Readonly<Record<string, string>> = {
  Date: 'Date.now()',
  NewDate: 'new Date()',
  performance: 'performance.now()',
  process: 'process.pid',
  globalThis: 'globalThis',
  global: 'global',
  setTimeout: 'setTimeout(String, 1)',
  setInterval: 'setInterval(String, 1)',
  setImmediate: 'setImmediate(String)',
  queueMicrotask: 'queueMicrotask(String)',
  crypto: 'crypto.randomUUID()',
  fetch: 'fetch',
};

function ambient(): Plant[] {
  const pure = rooms.filter(([, room]) => room.pure).map(([name]) => name);
  return [
    ...pure.flatMap((name) => [
      ...Object.entries(AMBIENT).map(([word, expression]) =>
        guilty(`ambient inputs in ${name}`, `src/${name}/ambient-${word}.ts`, compute(expression), GLOBALS),
      ),
      guilty(`ambient inputs in ${name}`, `src/${name}/random.ts`, compute('Math.random()'), PROPERTIES),
      guilty(`ambient inputs in ${name}`, `src/${name}/random-key.ts`, compute("Math['random']()"), PROPERTIES),
      guilty(
        `ambient inputs in ${name}`,
        `src/${name}/random-taken.ts`,
        'export const { random } = Math;\n',
        PROPERTIES,
      ),
      innocent(`Math.imul in ${name}`, `src/${name}/imul.ts`, compute('Math.imul(3, 5)')),
    ]),
    // It takes clock and chance away from others, and cannot do so without naming them.
    innocent(
      'ambient inputs in the one file that traps them',
      'src/sim/user-code/ambient.ts',
      compute('[Date, globalThis]'),
    ),
    innocent('a clock outside the pure rooms', 'src/driver/clock.ts', compute('Date.now()')),
  ];
}

/** What holds for all code, wherever it lives. */
function everywhere(): Plant[] {
  const cycle = (self: string, other: string) =>
    `import { ${other} } from './cycle-${other}.ts';\n\nexport const ${self} = (): unknown => ${other};\n`;
  const loop = (self: string, other: string) =>
    `import type { ${other} } from './loop-${other}.ts';\n\nexport interface ${self} {\n  readonly next?: ${other};\n}\n`;
  const run = "import { readFile } from 'node:fs/promises';\n\nexport async function run(): Promise<void> {\n";
  const score = `export function score(word: 'yes' | 'no' | 'maybe'): number {
  switch (word) {
    case 'yes':
      return 1;
    case 'no':
      return 0;`;
  const asValue = "import { Shape } from './target.ts';\n\nexport type Used = Shape;\n";
  const takes = (type: string) => `export const used = (x: ${type}): unknown => x;\n`;
  const test = (it: string, body: string) =>
    `import { expect, it } from 'vitest';\n\n${it}('adds', () => {\n  ${body};\n});\n`;
  const exhaustive = 'typescript(switch-exhaustiveness-check)';
  return [
    guilty('an import cycle', 'src/store/cycle-one.ts', cycle('one', 'two'), 'import(no-cycle)'),
    guilty('an import cycle', 'src/store/cycle-two.ts', cycle('two', 'one'), 'import(no-cycle)'),
    guilty('a cycle of types', 'src/store/loop-One.ts', loop('One', 'Two'), 'import(no-cycle)'),
    guilty('a cycle of types', 'src/store/loop-Two.ts', loop('Two', 'One'), 'import(no-cycle)'),
    guilty(
      'a floating promise',
      'src/driver/float.ts',
      `${run}  readFile('a');\n}\n`,
      'typescript(no-floating-promises)',
    ),
    innocent('an awaited promise', 'src/driver/wait.ts', `${run}  await readFile('a');\n}\n`),
    guilty('a case left out', 'src/sim/few-cases.ts', `${score}\n  }\n  return -1;\n}\n`, exhaustive),
    guilty(
      'a case behind default',
      'src/sim/default.ts',
      `${score}\n    default:\n      return -1;\n  }\n}\n`,
      exhaustive,
    ),
    innocent('every case', 'src/sim/every-case.ts', `${score}\n    case 'maybe':\n      return -1;\n  }\n}\n`),
    guilty('any', 'src/report/any.ts', takes('any'), 'typescript(no-explicit-any)'),
    innocent('unknown', 'src/report/unknown.ts', takes('unknown')),
    guilty('console in src', 'src/report/print.ts', "console.log('x');\n", 'eslint(no-console)'),
    innocent('console in the command line', 'src/cli/print.ts', "console.log('x');\n"),
    guilty('process.exit in src', 'src/driver/exit.ts', 'process.exit(1);\n', PROPERTIES),
    guilty('process.exit in a command', 'src/cli/exit.ts', 'process.exit(1);\n', PROPERTIES),
    innocent('process.exit in main', 'src/cli/main.ts', 'process.exit(1);\n'),
    guilty('a type imported as a value', 'src/store/as-value.ts', asValue, 'typescript(consistent-type-imports)'),
    guilty('==', 'src/store/loose.ts', 'export const used = (a: number, b: number) => a == b;\n', 'eslint(eqeqeq)'),
    guilty(
      'an unused variable',
      'src/store/unused.ts',
      'export const used = 1;\nconst spare = 2;\n',
      'eslint(no-unused-vars)',
    ),
    guilty(
      'let for a constant',
      'src/store/let.ts',
      'let a = 1;\nexport const used = () => a;\n',
      'eslint(prefer-const)',
    ),
    guilty('fs without node:', 'src/store/bare.ts', "export { rmSync } from 'fs';\n", 'unicorn(prefer-node-protocol)'),
    guilty('a focused test', 'test/only.test.ts', test('it.only', 'expect(1).toBe(1)'), 'vitest(no-focused-tests)'),
    guilty('a skipped test', 'test/skip.test.ts', test('it.skip', 'expect(1).toBe(1)'), 'vitest(no-disabled-tests)'),
    guilty('an expect of nothing', 'test/expect.test.ts', test('it', 'expect(1)'), 'vitest(valid-expect)'),
    innocent('a test', 'test/plain.test.ts', test('it', 'expect(1).toBe(1)')),
  ];
}

/** The tree: every file keeps all rules or breaks exactly one. */
export const PLANTS: readonly Plant[] = [
  ...targets(),
  ...arrows(),
  ...detours(),
  ...packages(),
  ...ambient(),
  ...everywhere(),
];
