import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { identify, isAlive, type ProcessIdentity } from '../../src/driver/command/process-identity.ts';
import { procTable } from '../../src/driver/command/proc-table.ts';
import type { ProcessTable } from '../../src/driver/command/process-table.ts';
import { psTable } from '../../src/driver/command/ps-table.ts';

/** A table with one process, number 7, and whether its group has anybody else. */
function table(start: string | null, group: boolean): ProcessTable {
  return { place: async () => 'here', startOf: async () => start, groupIsAlive: async () => group };
}

const seven: ProcessIdentity = { pid: 7, start: 'noon', place: 'here', host: hostname() };

describe('a recorded process', () => {
  it('is alive while its number belongs to it', async () => {
    expect(await isAlive(seven, table('noon', true))).toBe(true);
  });

  it('is gone when its number belongs to a later process, whatever that one leads', async () => {
    expect(await isAlive(seven, table('one', true))).toBe(false);
  });

  it('is alive as long as anything is left of its group', async () => {
    expect(await isAlive(seven, table(null, true))).toBe(true);
    expect(await isAlive(seven, table(null, false))).toBe(false);
  });

  it('is gone when the machine has booted since', async () => {
    expect(await isAlive({ ...seven, place: 'before' }, table('noon', true))).toBe(false);
  });

  it('is not judged from another machine', async () => {
    await expect(isAlive({ ...seven, place: 'there', host: 'other' }, table(null, false))).rejects.toThrow(
      'started on other',
    );
  });
});

const tables = { proc: procTable, ps: psTable };
const present = { proc: existsSync('/proc/self/stat'), ps: existsSync('/bin/ps') };

for (const name of ['proc', 'ps'] as const) {
  describe.runIf(present[name])(`the process table of ${name}`, () => {
    const real = tables[name];

    it('tells a living process from one that has ended', async () => {
      const child = spawn('sleep', ['30'], { detached: true });
      await once(child, 'spawn');
      const identity = (await identify(child.pid ?? 0, real)) as ProcessIdentity;
      expect(identity).toMatchObject({ pid: child.pid, host: hostname() });
      expect(await isAlive(identity, real)).toBe(true);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await isAlive(identity, real)).toBe(false);
      expect(await identify(child.pid ?? 0, real)).toBe(null);
    });

    it('sees what a dead leader left behind in its group', async () => {
      const leader = spawn('sh', ['-c', 'sleep 30 & echo begun; wait'], { detached: true });
      await once(leader.stdout, 'data');
      const identity = (await identify(leader.pid ?? 0, real)) as ProcessIdentity;
      leader.kill('SIGKILL');
      await once(leader, 'exit');
      expect(await isAlive(identity, real)).toBe(true);
      process.kill(-identity.pid, 'SIGKILL');
      await expect.poll(() => isAlive(identity, real), { timeout: 5000 }).toBe(false);
    });
  });
}
