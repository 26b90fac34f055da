import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { openScreen } from '../../../src/cli/drive/drive-screen.ts';
import type { Engine } from '../../../src/driver/index.ts';
import type { State } from '../../../src/machines/index.ts';
import type { ApplyView } from '../../../src/store/index.ts';

const engine: Engine = {
  poll: () => Promise.reject(new Error('not asked')),
  lastLine: async ({ operation }) => `${operation} copied 1 of 3 ranges`,
};

class Output extends Writable {
  text = '';
  isTTY = true;
  columns = 40;
  rows = 10;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function view(...states: readonly State[]): ApplyView {
  const apply = { state: 'running', startedAt: null, completedAt: null, errorMessage: null } as const;
  const row = { onFailure: 'halt', errorMessage: null, started: true, startRequested: false, resumed: false } as const;
  const holding = { token: 't', holder: 'host:1', expiresAt: 10 };
  const operations = states.map((state, index) => ({ ...row, id: `d${index}`, state, holding }));
  return { apply, released: false, order: 'rolling', operations, now: 0 };
}

const outcome = { exitCode: 0, data: { result: {} }, text: 'the end' } as const;

it('draws a table over the one before, cut to the terminal, and ends below the last', async () => {
  const stdout = new Output();
  const screen = openScreen({ apply: 'v42', engine, io: { stdout, color: false, isTTY: true }, json: false });
  screen.look(view('running', 'pending'), 'red');
  screen.look(view('completed', 'running'), 'red');
  await screen.end(outcome);
  const table = [
    'v42  running  gate red',
    '  d0  completed          d0 copied 1 of',
    '  d1  running    host:1  d1 copied 1 of',
  ];
  expect(stdout.text.endsWith(`\u001b[3A\r\u001b[J${table.map((line) => `${line}\n`).join('')}the end\n`)).toBe(true);
});

it('colours states only when told to', async () => {
  for (const [color, state] of [
    [true, '\u001b[32mcompleted\u001b[0m'],
    [false, 'd0  completed'],
  ] as const) {
    const stdout = new Output();
    const screen = openScreen({ apply: 'v42', engine, io: { stdout, color, isTTY: true }, json: false });
    screen.look(view('completed'), 'green');
    await screen.end(outcome);
    expect(stdout.text).toContain(state);
  }
});

it('prints a line for each change where there is no terminal', async () => {
  const stdout = new Output();
  stdout.isTTY = false;
  const screen = openScreen({ apply: 'v42', engine, io: { stdout, color: false, isTTY: true }, json: false });
  screen.change({
    kind: 'operation',
    operation: 'us',
    from: 'pending',
    state: 'running',
    holder: 'host:1',
    errorMessage: null,
  });
  screen.change({
    kind: 'operation',
    operation: 'us',
    from: 'running',
    state: 'failed',
    holder: 'host:1',
    errorMessage: 'exit code 7',
  });
  screen.change({ kind: 'trouble', operation: 'us', doing: 'claim', message: 'database is locked' });
  screen.change({ kind: 'gate', colour: 'red' });
  screen.look(view('running'), 'red');
  await screen.end(outcome);
  expect(stdout.text.split('\n')).toEqual([
    'us: running, driven by host:1',
    'us: failed, exit code 7',
    'trouble: claim for us: database is locked; trying again',
    'gate: red',
    'the end',
    '',
  ]);
});

it('prints one JSON object for each change, and the result', async () => {
  const stdout = new Output();
  const screen = openScreen({ apply: 'v42', engine, io: { stdout, color: true, isTTY: true }, json: true });
  screen.change({ kind: 'gate', colour: 'red' });
  await screen.end(outcome);
  expect(stdout.text).toBe('{"kind":"gate","colour":"red"}\n{"result":{}}\n');
});
