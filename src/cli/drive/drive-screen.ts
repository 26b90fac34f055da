/** What `holdfast drive` shows while it runs: JSON for programs, a line for each change, or a table on a terminal. */
import type { Change, Engine, GateColour } from '../../driver/index.ts';
import type { ApplyView } from '../../store/index.ts';
import type { Outcome } from './drive-outcome.ts';
import { changeLine, tableLines } from './drive-text.ts';
import { openFrame } from '../terminal/frame.ts';
import type { Io } from '../terminal/io.ts';

/** Takes what happens, and shows it. */
export interface Screen {
  change(change: Change): void;
  look(view: ApplyView, gate: GateColour): void;
  /** Shows how it ended, after everything that was given to it before. */
  end(outcome: Outcome): Promise<void>;
}

/** What a screen shows, and where. */
export interface ScreenOptions {
  readonly apply: string;
  readonly engine: Engine;
  readonly io: Pick<Io, 'stdout' | 'color' | 'isTTY'>;
  readonly json: boolean;
}

/** The screen that suits the output. */
export function openScreen(options: ScreenOptions): Screen {
  if (options.json) return jsonScreen(options);
  return options.io.isTTY && isTerminal(options.io.stdout) ? tableScreen(options) : lineScreen(options);
}

function isTerminal(stream: NodeJS.WritableStream): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

function jsonScreen({ io }: ScreenOptions): Screen {
  const print = (data: unknown): void => void io.stdout.write(`${JSON.stringify(data)}\n`);
  return { change: print, look: () => undefined, end: async ({ data }) => print(data) };
}

function lineScreen({ io }: ScreenOptions): Screen {
  const print = (line: string): void => void io.stdout.write(`${line}\n`);
  return { change: (change) => print(changeLine(change)), look: () => undefined, end: async ({ text }) => print(text) };
}

/** The table is drawn at every look; troubles stay above it, the end below. */
function tableScreen({ apply, engine, io }: ScreenOptions): Screen {
  const frame = openFrame(io.stdout);
  let drawn = Promise.resolve();
  const draw = async (view: ApplyView, gate: GateColour): Promise<void> => {
    const said = await Promise.all(view.operations.map(({ id }) => lastLine(engine, apply, id)));
    frame.draw((width) => tableLines({ apply, view, gate, said, color: io.color, width }));
  };
  return {
    change: (change) => (change.kind === 'trouble' ? frame.above(changeLine(change)) : undefined),
    look(view, gate) {
      drawn = drawn.then(() => draw(view, gate));
    },
    async end({ text }) {
      await drawn;
      frame.below(text);
    },
  };
}

function lastLine(engine: Engine, apply: string, operation: string): Promise<string> {
  return engine.lastLine({ apply, operation }).then(
    (line) => line ?? '',
    () => '',
  );
}
