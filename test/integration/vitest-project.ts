/** A project of somebody who has installed Holdfast, and vitest at work in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { ROOT } from './cli-process.ts';

/** What became of one test. */
export interface Tested {
  readonly title: string;
  readonly status: string;
  readonly message: string;
}

/** What became of a run of vitest. */
export interface TestRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly tests: readonly Tested[];
}

export interface Project {
  readonly folder: string;
  write(path: string, text: string): void;
  /** Runs vitest in the project. */
  vitest(...args: readonly string[]): Promise<TestRun>;
  /** Runs a program of the project's dependencies: what it printed, and its exit code. */
  run(program: string, ...args: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string }>;
  remove(): void;
}

const results = z.looseObject({
  testResults: z.array(
    z.looseObject({
      assertionResults: z.array(
        z.looseObject({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/** The example of the checkout as files of the project, with the package as it is published. */
export function openProject(): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast vitest ')));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, text: string): void => writeFileSync(path(name), text);
  mkdirSync(path('node_modules/holdfast'), { recursive: true });
  for (const part of ['dist', 'package.json'])
    cpSync(join(ROOT, part), path(`node_modules/holdfast/${part}`), { recursive: true });
  for (const name of ['fast-check', 'typescript', 'vitest', 'xstate', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), path(`node_modules/${name}`));
  write('package.json', JSON.stringify({ type: 'module', private: true }));
  for (const name of ['machines.ts', 'system.ts']) {
    const text = readFileSync(join(ROOT, 'examples/checkout', name), 'utf8');
    write(name, text.replaceAll("'../../src/sim/index.ts'", "'holdfast/sim'"));
  }
  const run = async (program: string, ...args: readonly string[]) => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|FORCE_COLOR)/.test(name)),
    );
    const options = { cwd: folder, env: { ...env, NO_COLOR: '1' } };
    const child = spawn(process.execPath, [path(`node_modules/${program}`), ...args], options);
    child.stdin.end();
    child.stderr.resume();
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout };
  };
  return {
    folder,
    write,
    run,
    async vitest(...args) {
      const shown = ['--reporter=json', '--outputFile=results.json', '--disable-console-intercept'];
      const ended = await run('vitest/vitest.mjs', 'run', ...args, ...shown);
      return { ...ended, tests: testsIn(readFileSync(path('results.json'), 'utf8')) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function testsIn(json: string): Tested[] {
  const { testResults } = results.parse(JSON.parse(json));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .map(({ fullName, status, failureMessages }) => ({ title: fullName, status, message: failureMessages.join('\n') }));
}
