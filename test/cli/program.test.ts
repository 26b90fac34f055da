import { describe, expect, it } from 'vitest';
import { EXIT, worst } from '../../src/cli/terminal/io.ts';
import { shellWord } from '../../src/cli/terminal/shell-word.ts';
import { VERSION } from '../../src/cli/terminal/version.ts';
import type { CheckReport } from '../../src/report/index.ts';
import { flat } from '../report/races.ts';
import { holdfast } from './in-process.ts';

const COMMANDS = ['tour', 'check', 'replay', 'project', 'lint-projection', 'drive'];

describe('help', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']], [['help', 'help']], [['help', '--help']]])(
    '%j lists all commands',
    async (argv) => {
      const { code, stdout, stderr } = await holdfast(argv);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} +\\w`, 'm'));
    },
  );

  it.each(COMMANDS)('explains every option of %s', async (command) => {
    const asked = await holdfast([command, '--help']);
    expect(await holdfast(['help', command])).toEqual(asked);
    expect(await holdfast([command, '-h', '--bogus', 'x'])).toEqual(asked);
    expect(asked.stdout).toContain(`holdfast ${command}`);
    expect(asked.stdout).toMatch(/^ {2}--json +\w/m);
    expect(asked.stdout).toContain('Exit codes: 0 holds, 1 violated, 2 the input is wrong, 3 inconclusive.');
  });

  it.each([24, 40, 60, 100])('fits %i columns, but for what may be copied', async (width) => {
    for (const argv of [[], ...COMMANDS.map((command) => [command, '--help'])]) {
      const { stdout } = await holdfast(argv, '', { width });
      const [usage = '', ...lines] = stdout.split('\n').filter((line) => !/^ {2}(holdfast|echo) /.test(line));
      const prose = argv.length === 0 ? [usage, ...lines] : lines;
      for (const line of prose)
        expect(line.split(' ').some((word) => word.length > width - 6) ? 0 : line.length).toBeLessThanOrEqual(width);
    }
  });

  it('tells the version', async () => {
    expect(await holdfast(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  it('lists the faults', async () => {
    expect((await holdfast(['check', '--faults', 'help'])).stdout).toMatch(/^ {2}late-failure +a completed operation/m);
  });
});

describe('a mistake', () => {
  it.each([
    [
      ['chek'],
      'holdfast: unknown command "chek". Did you mean "check"? Known: tour, check, simulate, matrix, replay, project, lint-projection, drive, help',
    ],
    [['--hlep'], 'holdfast: unknown option "--hlep". Did you mean "--help"? Known: --help, --version'],
    [['help', 'chek'], 'holdfast: unknown command "chek"'],
    [['constructor'], 'holdfast: unknown command "constructor"'],
    [['tour', 'x'], 'holdfast tour takes no arguments; "x" is one too many'],
    [['check', '--bogus'], 'holdfast check: unknown option "--bogus". Known: --protocol'],
    [['check', '--protocol'], 'holdfast check: --protocol needs a value: --protocol P'],
    [['check', '--protocol', 'mergd'], '--protocol: unknown protocol "mergd". Did you mean "merged"?'],
    [['check', '--protocol', 'refuse', '--protocol', 'merged'], '--protocol is given twice'],
    [['check', '--operations', '27'], '--operations takes a whole number from 1 to 26, got "27"'],
    [['check', '--timeout', '0'], '--timeout takes a whole number from 1 to 1000000, got "0"'],
    [['check', '--max-states', '1e6'], '--max-states takes a whole number'],
    [['check', '--stale-versions', '101'], '--stale-versions takes a whole number from 1 to 100, got "101"'],
    [['check', '--faults', 'raed=1'], '--faults: unknown fault "raed". Did you mean "read"?'],
    [
      ['check', '--property', 'no-false-terminl'],
      '--property: unknown property "no-false-terminl". Did you mean "no-false-terminal"?',
    ],
    [['check', '--property', 'can-complete'], '--property: unknown property "can-complete". Known: no-false-terminal'],
    [['check', '--property', 'no-false-terminal,'], '--property: unknown property "". Known: no-false-terminal'],
    [['check', 'merged'], 'holdfast check takes options only, and does not know what to do with "merged"'],
    [
      ['check', '--legacy', '--operations', '2'],
      '--legacy and --operations exclude each other: a legacy apply has no operations',
    ],
    [
      ['check', '--legacy', '--on-failure', 'pause'],
      '--legacy and --on-failure exclude each other: a legacy apply has no operations',
    ],
    [['check', '--mutant', 'eager-gat'], '--mutant: unknown mutant "eager-gat". Did you mean "eager-gate"?'],
    [
      ['check', '--property', 'every-request-resolves'],
      '--property every-request-resolves needs requests, which this check leaves out. Add --requests',
    ],
    [
      ['check', '--faults', 'start=1'],
      '--faults start needs requests, which this check leaves out. Add --requests, or leave start out',
    ],
    [['check', '--on-failure', 'pasue'], '--on-failure: unknown policy "pasue". Did you mean "pause"?'],
    [['check', '--sample', '9', '--max-depth', '9'], '--sample and --max-depth exclude each other'],
    [['check', '--seed', '1'], '--seed is for --sample: an exploration leaves nothing to chance'],
    [['replay'], 'holdfast replay needs a scenario file or a token'],
    [
      ['replay', 'x.yaml', '--on', 'modle'],
      '--on: unknown execution "modle". Did you mean "model"? Known: model, actors',
    ],
    [['replay', 'nowhere.yaml'], 'cannot read nowhere.yaml: there is no such file'],
    [['replay', 'test'], 'cannot read test: it is a folder; name the files in it'],
    [['replay', 'hf1.abc'], 'this token is damaged'],
    [['replay', 'hf9.abc'], 'this token begins with "hf9."'],
    [['replay', '-'], 'standard input holds no token'],
    [['project', '--policy', 'pasue'], 'unknown policy "pasue". Did you mean "pause"?'],
    [['project', '--released', 'failed'], '--released needs a policy'],
    [['project', '--stdin', 'failed'], '--stdin reads the states from standard input; "failed" is one too many'],
    [['project', '--stdin', '--policy', 'halt'], '--policy is for STATE…'],
    [['drive'], 'holdfast drive needs a rollout file'],
    [['drive', 'nowhere.yaml'], 'cannot read nowhere.yaml: there is no such file'],
  ])('in %j is told on stderr, and ends with 2', async (argv, message) => {
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await holdfast([...argv.slice(0, 1), ...json, ...argv.slice(1)]);
      if (json.length > 0 && !COMMANDS.includes(argv[0] ?? '')) continue;
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
      expect(stderr).toMatch(/\S\n$/);
    }
  });

  it('does not steer the terminal', async () => {
    const { stderr } = await holdfast(['replay', 'a\u001b[2J\u009bb']);
    expect(stderr).toBe('cannot read a\\u001b[2J\\u009bb: there is no such file\n');
  });

  it('in one of several files is told together with all others, before anything runs', async () => {
    const argv = ['replay', 'scenarios/seed-clobber.yaml', 'nowhere.yaml', 'hf1.abc', 'package.json'];
    const { code, stdout, stderr } = await holdfast(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('cannot read nowhere.yaml: there is no such file\nthis token is damaged');
    expect(stderr).toContain('package.json:1:1: missing key "summary"');
  });
});

describe('holdfast check', () => {
  it.each([
    ['holds', EXIT.holds, ['--legacy', '--faults', 'none']],
    ['is violated', EXIT.violated, ['--legacy', '--faults', 'none', '--protocol', 'refuse']],
    ['is inconclusive', EXIT.inconclusive, ['--operations', '1', '--max-depth', '3']],
    ['is inconclusive as a sample', EXIT.inconclusive, ['--legacy', '--faults', 'none', '--sample', '3']],
  ])('says by its exit code that it %s', async (_word, code, options) => {
    expect((await holdfast(['check', ...options])).code).toBe(code);
  });

  it.each([
    [['--property', 'no-false-terminal', '--property', 'every-apply-settles']],
    [['--property', 'no-false-terminal,every-apply-settles']],
    [['--property', 'no-false-terminal', 'every-apply-settles']],
    [['--property=no-false-terminal, every-apply-settles']],
  ])('checks the two properties of %j', async (options) => {
    const { stdout } = await holdfast(['check', '--legacy', '--json', ...options]);
    const { properties } = JSON.parse(stdout) as { properties: { name: string }[] };
    expect(properties.map(({ name }) => name)).toEqual(['no-false-terminal', 'every-apply-settles']);
  });

  it('stops at its limits and says which it met', async () => {
    const bounds = { '--max-states': 'max-states 20', '--max-depth': 'max-depth 20' };
    for (const [option, bound] of Object.entries(bounds)) {
      const { stdout } = await holdfast(['check', option, '20', '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: 'bounded', bound });
    }
    const { stdout } = await holdfast(['check', '--max-memory', '1', '--json']);
    const report = JSON.parse(stdout) as CheckReport;
    expect(report).toMatchObject({ verdict: 'bounded', bound: 'max-memory 1 MiB' });
    expect(report.memory?.bytes).toBeGreaterThan(2 ** 20);
    expect(report.memory?.uses).toHaveLength(3);
  });

  it('says what the memory went to that cut it, and names it', async () => {
    const { stdout } = await holdfast(['check', '--max-memory', '1']);
    expect(flat(stdout)).toMatch(
      /memory: (service|machine|property|cell|actor) "\S+" takes \d+ MiB of \d+ MiB \(\d+ %\): /,
    );
  });
});

describe('holdfast project', () => {
  it('ends at a line that it does not understand, and names it', async () => {
    const { code, stdout, stderr } = await holdfast(
      ['project', '--stdin'],
      '["completed"]\r\n\r\n["failed"\n["running"]\n',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: 'completed\n' });
    expect(stderr).toMatch(/^line 3: expected a JSON array/);
  });

  it('needs no line end after the last line', async () => {
    expect((await holdfast(['project', '--stdin', '--json'], '["running"]')).stdout).toBe('"running"\n');
  });

  it('refuses what is not UTF-8 and names the line', async () => {
    const { code, stderr } = await holdfast(['project', '--stdin'], Buffer.from('[]\n["\u00ff"]\n', 'latin1'));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'cannot read line 2 of standard input: it is not UTF-8 text\n',
    });
  });

  it('stops when it is interrupted', async () => {
    const { code, stderr } = await holdfast(['project', '--stdin'], '[]\n', { signal: AbortSignal.abort() });
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'interrupted: not every line was read\n' });
  });
});

describe('a word that is printed to be copied', () => {
  it.each([
    ['dist/cli/main.js', 'dist/cli/main.js'],
    ['a folder/x', "'a folder/x'"],
    ["it's", "'it'\\''s'"],
    ['$HOME', "'$HOME'"],
    ['', "''"],
  ])('%j is quoted where it has to be', (word, quoted) => {
    expect(shellWord(word)).toBe(quoted);
  });
});

it('calls several outcomes together by the worst, and a violation is worse than a doubt', () => {
  expect(worst([])).toBe(EXIT.holds);
  expect(worst([0, 3])).toBe(EXIT.inconclusive);
  expect(worst([3, 1, 0])).toBe(EXIT.violated);
});
