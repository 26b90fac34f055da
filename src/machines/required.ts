import { fromPromise, type PromiseActorLogic } from 'xstate';

/** A named actor that whoever runs the machine must provide. Run without it, it fails and says so. */
export function required<Output, Input>(name: string): PromiseActorLogic<Output, Input> {
  return fromPromise<Output, Input>(() =>
    Promise.reject(
      new Error(`actor "${name}" has no implementation here: pass one to machine.provide({ actors: { ${name} } })`),
    ),
  );
}
