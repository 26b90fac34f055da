/** The process table of a POSIX system without /proc, from `ps`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProcessTable } from './process-table.ts';

const FIRST_PROCESS = 1;

export const psTable: ProcessTable = {
  async place() {
    return `booted ${await startOf(FIRST_PROCESS)}`;
  },
  startOf,
  async groupIsAlive(group) {
    const rows = (await ps('-A', '-o', 'pgid=,stat=')).split('\n').map((row) => row.trim().split(/\s+/));
    return rows.some(([pgid, state = 'Z']) => Number(pgid) === group && !state.startsWith('Z'));
  },
};

async function startOf(pid: number): Promise<string | null> {
  const row = (await ps('-o', 'stat=,lstart=', '-p', String(pid))).trim();
  const [state = '', ...start] = row.split(/\s+/);
  return row === '' || state.startsWith('Z') ? null : start.join(' ');
}

/** What `ps` printed; nothing when it found nothing, which it says by failing. */
async function ps(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await promisify(execFile)('ps', args, { env }).catch(emptyUnlessMissing);
  return stdout;
}

function emptyUnlessMissing(error: NodeJS.ErrnoException): { stdout: string } {
  if (typeof error.code === 'string') throw error;
  return { stdout: '' };
}
