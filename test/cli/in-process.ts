/** The program run inside the test's own process: for what needs no real one. */
import { Readable, Writable } from 'node:stream';
import type { Io } from '../../src/cli/terminal/io.ts';
import { runProgram } from '../../src/cli/program.ts';

/** What the program printed and said. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Streams that remember, and what else the program may ask of its process. */
export function fakeIo(
  stdin: string | Buffer = '',
  changes: Partial<Io> = {},
): { io: Io; said: () => Omit<Outcome, 'code'> } {
  const [out, err] = [new Memory(), new Memory()];
  const io: Io = {
    stdout: out,
    stderr: err,
    stdin: Readable.from([Buffer.from(stdin)]),
    signal: new AbortController().signal,
    color: false,
    isTTY: false,
    program: 'holdfast',
    width: 100,
    ...changes,
  };
  return { io, said: () => ({ stdout: out.text, stderr: err.text }) };
}

/** Runs the program with these arguments. */
export async function holdfast(
  argv: readonly string[],
  stdin?: string | Buffer,
  changes?: Partial<Io>,
): Promise<Outcome> {
  const { io, said } = fakeIo(stdin, changes);
  const code = await runProgram(argv, io);
  return { code, ...said() };
}

class Memory extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
