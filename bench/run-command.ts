/** Other programs, started without a shell. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a program printed. @throws Error naming the program, with what it said on the way out */
export async function run(file: string, args: readonly string[], cwd = process.cwd()): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, args, { cwd });
    return stdout;
  } catch (error) {
    const { stderr, stdout, message } = error as Error & { readonly stderr?: string; readonly stdout?: string };
    const said = [stderr, stdout].map((text) => text?.trim() ?? '').find((text) => text !== '');
    throw new Error(`${[file, ...args].join(' ')}: ${said ?? message}`, { cause: error });
  }
}

/** Those of these programs that cannot be started. `args` make each of them say what it is, and end. */
export async function missingOf(programs: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const starts = Object.entries(programs).map(async ([file, args]) => {
    const here = await run(file, args).then(
      () => true,
      () => false,
    );
    return here ? [] : [file];
  });
  return (await Promise.all(starts)).flat();
}
