/** The drives of one process on one apply: started together, and sent home together. */
import { createActor } from 'xstate';
import { driveMachine, type Protocol } from '../machines/index.ts';
import { driveActors, type Crew } from './drive-actors.ts';

/** What every drive of a team is started with. */
export interface TeamInput {
  readonly apply: string;
  readonly protocol: Protocol;
  readonly pollInterval: number;
  readonly size: number;
}

export interface Team {
  /** Rejects when a drive breaks: a fault of the program, not of store or engine. */
  readonly broken: Promise<never>;
  /** Stops all drives, waits for what they have asked for, and gives their leases back. Work in the engine goes on. */
  leave(): Promise<void>;
}

/** Starts the drives, each on whichever operation it can claim, and the renewal of their leases. */
export function startTeam(crew: Crew, { size, ...input }: TeamInput): Team {
  const renewal = new AbortController();
  const renewing = crew.leases.keepAlive(renewal.signal);
  const drives = Array.from({ length: size }, () =>
    createActor(driveMachine.provide({ actors: driveActors(crew) }), { input: { ...input, operation: null } }),
  );
  const broken = new Promise<never>((_, reject) => {
    for (const drive of drives) drive.subscribe({ error: reject });
  });
  broken.catch(() => undefined);
  for (const drive of drives) drive.start();
  return {
    broken,
    async leave() {
      for (const drive of drives) drive.send({ type: 'shutdown' });
      renewal.abort();
      await Promise.allSettled([renewing, ...crew.pending]);
      await crew.leases.giveBackAll();
    },
  };
}
