import type { Trouble } from './changes.ts';

/** Something failed that will be tried again. */
export function troubleOf(doing: string, operation: string | null, error: unknown): Trouble {
  return { kind: 'trouble', operation, doing, message: error instanceof Error ? error.message : String(error) };
}
