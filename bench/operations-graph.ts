/** The operations model as one parallel machine, for `xstate/graph`. */
import { createMachine, type EventObject, type Snapshot } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { checked } from './operations-system.ts';
import type { Counts } from './row.ts';

type Value = Readonly<Record<string, 'pending' | 'running' | 'completed' | 'failed'>>;

const stateOf = (snapshot: Snapshot<unknown>): Value => (snapshot as unknown as { readonly value: Value }).value;

const operation = (index: number) => ({
  initial: 'pending',
  states: {
    pending: { on: { [`START ${index}`]: 'running' } },
    running: { on: { [`COMPLETE ${index}`]: 'completed', [`FAIL ${index}`]: 'failed' } },
    completed: {},
    failed: {},
  },
});

function enabledEvents(value: Value): EventObject[] {
  return Object.entries(value).flatMap(([index, state]) => {
    if (state === 'pending') return [{ type: `START ${index}` }];
    return state === 'running' ? [{ type: `COMPLETE ${index}` }, { type: `FAIL ${index}` }] : [];
  });
}

/** One letter for each operation. */
function serialized(value: Value): string {
  let text = '';
  for (const index in value) text += value[index]?.charAt(0);
  return text;
}

/**
 * The fastest that `xstate/graph` offers: the adjacency map alone, without the paths that are built on it, with a state
 * key and a list of enabled events that know the model. (Its defaults write every state as JSON.)
 */
export function graphOfOperations(operations: number): () => Counts {
  const indices = Array.from({ length: operations }, (_, index) => index);
  const states = Object.fromEntries(indices.map((index) => [index, operation(index)]));
  const machine = createMachine({ id: 'operations', type: 'parallel', states });
  return () => {
    const nodes = Object.values(
      getAdjacencyMap(machine, {
        events: (snapshot) => enabledEvents(stateOf(snapshot)),
        serializeState: (snapshot) => serialized(stateOf(snapshot)),
        serializeEvent: (event) => event.type,
      }),
    );
    const transitions = nodes.reduce((sum, node) => sum + Object.keys(node.transitions).length, 0);
    return checked({ states: nodes.length, transitions }, operations);
  };
}
