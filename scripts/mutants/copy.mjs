// A copy of the project in which something may be wrong, and tests that run there.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What tests need of the project. Packages are those of the project itself. */
const PARTS = [
  'src',
  'test',
  'examples',
  'scenarios',
  'bench',
  'docs',
  'scripts',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];

const running = new Set();
const copies = new Set();

/** Ends all tests and removes all copies. */
export function killCopies() {
  for (const child of running) endGroup(child);
  for (const copy of copies) copy.remove();
}

/** vitest starts processes of its own: all of the group end together. */
function endGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export class Copy {
  #root = mkdtempSync(join(tmpdir(), 'holdfast-mutant-'));

  constructor(project) {
    copies.add(this);
    for (const part of PARTS) cpSync(join(project, part), join(this.#root, part), { recursive: true });
    symlinkSync(join(project, 'node_modules'), join(this.#root, 'node_modules'));
  }

  remove() {
    copies.delete(this);
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** Does something while the mutant is in the source. */
  async withMutant({ file, find, replace }, work) {
    const path = join(this.#root, file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
    try {
      return await work();
    } finally {
      writeFileSync(path, source);
    }
  }

  /**
   * Runs test files until the first test fails.
   *
   * @returns {Promise<{ failed: string | null, timedOut: boolean, broken: boolean }>} `failed` is the first test that did; `broken` says
   * that a file could not even be loaded, which says nothing about what its tests would have noticed
   */
  async test(files, seconds) {
    const report = join(this.#root, 'report.json');
    rmSync(report, { force: true });
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--bail', '1', '--maxWorkers', '1', '--no-cache'];
    const { code, timedOut } = await this.#run(
      [...args, '--reporter', 'json', '--outputFile', report, ...files],
      seconds,
    );
    if (timedOut || code === 0) return { failed: null, timedOut, broken: false };
    return { timedOut, ...failureIn(report) };
  }

  #run(args, seconds) {
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, args, { cwd: this.#root, detached: true, stdio: 'ignore' });
      running.add(child);
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        endGroup(child);
      }, seconds * 1000);
      child.once('error', fail);
      child.once('exit', (code) => {
        clearTimeout(timer);
        running.delete(child);
        done({ code, timedOut });
      });
    });
  }
}

function failureIn(report) {
  if (!existsSync(report)) return { failed: 'vitest itself ended', broken: true };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  if (failed !== undefined) return { failed: failed.fullName, broken: false };
  const unloaded = testResults.find(({ status }) => status === 'failed');
  return { failed: unloaded?.message ?? 'something outside of tests', broken: true };
}
