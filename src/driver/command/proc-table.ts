/** The process table of Linux, from the files under /proc (see proc_pid_stat(5)). */
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { ProcessTable } from './process-table.ts';

interface Stat {
  readonly state: string;
  readonly group: number;
  readonly start: string;
}

export const procTable: ProcessTable = {
  async place() {
    const [boot, namespace] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readlink('/proc/self/ns/pid'),
    ]);
    return `${boot.trim()} ${namespace}`;
  },
  async startOf(pid) {
    const stat = await readStat(String(pid));
    return stat !== null && isRunning(stat) ? stat.start : null;
  },
  async groupIsAlive(group) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const stats = await Promise.all(pids.map(readStat));
    return stats.some((stat) => stat !== null && stat.group === group && isRunning(stat));
  },
};

/** The name in parentheses may contain anything, so the fields are counted from its last parenthesis. */
async function readStat(pid: string): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, group, start] = [fields[0], fields[2], fields[19]];
  return state && group && start ? { state, group: Number(group), start } : null;
}

function isRunning({ state }: Stat): boolean {
  return !['Z', 'X', 'x'].includes(state);
}
