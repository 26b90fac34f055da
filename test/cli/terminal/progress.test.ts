import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import type { Io } from '../../../src/cli/terminal/io.ts';
import { interrupted, READER_GONE, showProgress } from '../../../src/cli/terminal/progress.ts';
import { fakeIo } from '../in-process.ts';

/** A terminal of that many columns, and what was written to it. */
function terminal(columns: number): { io: Io; written: () => string } {
  let text = '';
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    text += chunk.toString();
    done();
  };
  const stderr = Object.assign(new Writable({ write }), { columns });
  return { io: fakeIo('', { stderr, isTTY: true }).io, written: () => text };
}

it('draws one row, however narrow the terminal, and wipes it', () => {
  const { io, written } = terminal(20);
  const progress = showProgress(io, 'checking merged');
  expect(progress.report('1,234,567 worlds, 7,654,321 steps')).toBeUndefined();
  progress.done();
  expect(written()).toBe('\r\u001b[Kchecking merged: 1,\r\u001b[K');
});

it('takes a terminal that does not know its size for one of 80 columns', () => {
  const { io, written } = terminal(0);
  showProgress(io, 'x').report('y'.repeat(200));
  expect(written().replace('\r\u001b[K', '')).toHaveLength(79);
});

it('draws nothing where there is no terminal', () => {
  const { io, said } = fakeIo();
  const progress = showProgress(io, 'checking');
  progress.report('something');
  progress.done();
  expect(said().stderr).toBe('');
});

it('says why the work has to stop', () => {
  expect(showProgress(fakeIo().io, 'x', -1).report('y')).toBe('timeout -1 s');
  expect(showProgress(fakeIo('', { signal: AbortSignal.abort() }).io, 'x').report('y')).toBe('interrupted');
});

it('says what an interruption left undone, but not to somebody who has gone', () => {
  const there = fakeIo('', { signal: AbortSignal.abort() });
  expect(interrupted(there.io, 'half of it')).toBe(3);
  expect(there.said().stderr).toBe('interrupted: half of it\n');
  const gone = fakeIo('', { signal: AbortSignal.abort(READER_GONE) });
  expect(interrupted(gone.io, 'half of it')).toBe(3);
  expect(gone.said().stderr).toBe('');
});
