/** What a command may touch of the process it runs in. */
export interface Io {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly stdin: NodeJS.ReadableStream;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Whether stdout may be coloured. */
  readonly color: boolean;
  /** Whether stderr is a terminal, so that progress may be shown and wiped. */
  readonly isTTY: boolean;
  /** What a user types to start this program, for commands that are printed to be copied. */
  readonly program: string;
  /** Columns to fit into. */
  readonly width: number;
}

/** What the exit code says. Different outcomes stay different. */
export const EXIT = { holds: 0, violated: 1, wrongInput: 2, inconclusive: 3 } as const;

/** Writes a text and a line end to stdout. */
export function print(io: Io, text: string): void {
  io.stdout.write(`${text}\n`);
}
