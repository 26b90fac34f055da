import { expect, it } from 'vitest';
import { missingOf, run } from '../../bench/run-command.ts';

it('names the programs that cannot be started', async () => {
  const programs = { [process.execPath]: ['--version'], 'no-such-program': [] };
  expect(await missingOf(programs)).toEqual(['no-such-program']);
});

it('says what a program said that failed', async () => {
  await expect(run(process.execPath, ['-e', 'console.error("out of ideas"); process.exit(3)'])).rejects.toThrow(
    /: out of ideas$/,
  );
});
