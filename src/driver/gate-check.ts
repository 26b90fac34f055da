import { createActor, fromPromise } from 'xstate';
import { gateMachine, type ApplyInput } from '../machines/index.ts';
import type { Store } from '../store/index.ts';
import type { GateColour } from './changes.ts';

/** A merge gate on one apply. */
export interface Gate {
  colour(): GateColour;
  stop(): void;
}

/** Starts a gate that samples the apply; `onColour` is told its first colour and every other after that. */
export function startGate(
  store: Store,
  apply: string,
  sampleInterval: number,
  onColour: (colour: GateColour) => void,
): Gate {
  const sampleApply = fromPromise(({ input }: { readonly input: ApplyInput }) => store.sampleApply(input));
  const actor = createActor(gateMachine.provide({ actors: { sampleApply } }), { input: { apply, sampleInterval } });
  let colour: GateColour | null = null;
  actor.subscribe((snapshot) => {
    const next = snapshot.matches('green') ? 'green' : 'red';
    if (next !== colour) onColour(next);
    colour = next;
  });
  actor.start();
  return { colour: () => colour ?? 'red', stop: () => void actor.stop() };
}
