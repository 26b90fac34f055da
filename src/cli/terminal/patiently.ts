import { UserError } from '../../user-error.ts';

const ATTEMPTS = 10;

/**
 * Does something with the SQLite store at `path`, again and again while another process keeps it locked. Each attempt waits for
 * the lock by itself, about a second; when all were in vain it is a `UserError`.
 */
export async function patiently<T>(path: string, attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (attempts === ATTEMPTS) throw new UserError(`cannot use the store ${path}: another process keeps it locked`);
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
