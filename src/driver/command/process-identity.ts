/** Looks up processes, by more than their number: a number is used again, and means nothing on another machine. */
import { hostname } from 'node:os';
import { existsSync } from 'node:fs';
import { procTable } from './proc-table.ts';
import type { ProcessTable } from './process-table.ts';
import { psTable } from './ps-table.ts';

/** One process, told from every other that ever had its number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
  readonly place: string;
  readonly host: string;
}

/** The identity of a running process; null when it is gone already. */
export async function identify(pid: number, table = tableOfThisSystem()): Promise<ProcessIdentity | null> {
  const start = await table.startOf(pid);
  return start === null ? null : { pid, start, place: await table.place(), host: hostname() };
}

/**
 * Whether the process, or anything left of the process group that it leads, is alive. Rejects when it was started where this
 * process cannot look: then nothing may be concluded.
 */
export async function isAlive(identity: ProcessIdentity, table = tableOfThisSystem()): Promise<boolean> {
  if (identity.place !== (await table.place())) {
    if (identity.host === hostname()) return false;
    throw new Error(
      `process ${identity.pid} was started on ${identity.host}: whether it still runs cannot be told from here`,
    );
  }
  const start = await table.startOf(identity.pid);
  if (start !== null) return start === identity.start;
  return table.groupIsAlive(identity.pid);
}

function tableOfThisSystem(): ProcessTable {
  return existsSync('/proc/self/stat') ? procTable : psTable;
}
