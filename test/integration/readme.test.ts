import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocksIn, text } from '../examples/guide.ts';
import { ROOT } from './cli-process.ts';

const readme = text('README.md');
const RACE = 'examples/lost-update/race.mjs';

/** What a run takes is another figure each time. */
const timeless = (report: string): string => report.replaceAll(/\d+\.\d+ s/g, 'N s');

describe('the README', () => {
  it('shows the file that is checked', () => {
    expect(blocksIn(readme, 'js')).toEqual([readFileSync(`${ROOT}/${RACE}`, 'utf8')]);
  });

  it('shows the race as it is printed', () => {
    const [shown = ''] = blocksIn(readme, 'text');
    const [command = '', ...lines] = shown.trimEnd().split('\n');
    expect(command).toBe('$ npx holdfast check ./race.mjs');
    const run = spawnSync(process.execPath, ['dist/cli/main.js', 'check', RACE], { cwd: ROOT, encoding: 'utf8' });
    expect(run.status).toBe(1);
    const printed = timeless(run.stdout).split('\n');
    expect(printed.slice(0, lines.length - 1)).toEqual(lines.slice(0, -1).map(timeless));
    expect(printed[lines.length - 1]).toMatch(/^8 steps, replay: .* hf1\./);
    expect(lines.at(-1)).toBe('8 steps, replay: npx holdfast replay ./race.mjs hf1.…');
  });

  it('has a race that replays on real actors', () => {
    const found = spawnSync(process.execPath, ['dist/cli/main.js', 'check', RACE], { cwd: ROOT, encoding: 'utf8' });
    const token = /hf1\.\S+/.exec(found.stdout)?.[0] ?? '';
    const args = ['dist/cli/main.js', 'replay', RACE, token, '--on', 'actors'];
    expect(() => execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })).toThrow(
      /nothing-lost|Command failed/,
    );
    expect(spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).stdout).toMatch(
      /nothing-lost: 2 are done/,
    );
  });
});
