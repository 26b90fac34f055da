/** Builds `dist` before the integration tests, which run the command as it is shipped. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');

/** Compiles, unless everything compiled is newer than every source. */
export function setup(): void {
  if (existsSync(MAIN) && statSync(MAIN).mtimeMs > newestSource()) return;
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}`);
}

function newestSource(): number {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return Math.max(...names.map((name) => statSync(join(ROOT, 'src', name)).mtimeMs));
}
