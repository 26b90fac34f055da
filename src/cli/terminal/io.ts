/** What a command may touch of the process it runs in. */
export interface Io {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly stdin: NodeJS.ReadableStream;
  /** Aborted by the first Ctrl-C, and when nobody reads stdout any more. */
  readonly signal: AbortSignal;
  /** Whether stdout may be coloured. */
  readonly color: boolean;
  /** Whether stderr is a terminal, so that progress may be shown and wiped. */
  readonly isTTY: boolean;
  /** What a user types to start this program, for commands that are printed to be copied; quoted for a shell. */
  readonly program: string;
  /** Columns to fit into. */
  readonly width: number;
}

/** What the exit code says. Different outcomes stay different: a fault of the program's own is no verdict. */
export const EXIT = { holds: 0, violated: 1, wrongInput: 2, inconclusive: 3, fault: 70, cannotPrint: 74 } as const;

/** Writes a text and a line end to stdout. */
export function print(io: Io, text: string): void {
  io.stdout.write(`${text}\n`);
}

/** The exit code of several outcomes together: a violation is certain, whatever else is still open. */
export function worst(codes: readonly number[]): number {
  return codes.includes(EXIT.violated) ? EXIT.violated : Math.max(EXIT.holds, ...codes);
}
