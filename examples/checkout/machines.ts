/** A checkout that charges a card, and a mailer that sends the receipt: two plain XState machines. */
import { emit, fromPromise, setup } from 'xstate';

/** What a machine asks of the world has a name and types here; `machine.provide({ actors })` says later how it is done. */
const asked = <Input>() => fromPromise<null, Input>(() => Promise.reject(new Error('not provided')));

export const checkout = setup({
  types: {
    context: {} as { readonly order: string },
    input: {} as { readonly order: string },
    events: {} as { readonly type: 'submit' },
    emitted: {} as { readonly type: 'paid' },
  },
  actors: { charge: asked<{ readonly order: string }>() },
  delays: { backoff: 5000 },
}).createMachine({
  id: 'checkout',
  context: ({ input }) => input,
  initial: 'cart',
  states: {
    cart: { on: { submit: 'charging' } },
    charging: {
      invoke: { src: 'charge', input: ({ context }) => context, onDone: 'paid', onError: 'backingOff' },
    },
    backingOff: { after: { backoff: 'charging' } },
    paid: { entry: emit({ type: 'paid' }) },
  },
});

export const mailer = setup({
  types: { events: {} as { readonly type: 'paid' } },
  actors: { sendReceipt: asked<undefined>() },
}).createMachine({
  id: 'mailer',
  initial: 'waiting',
  states: {
    waiting: { on: { paid: 'sending' } },
    sending: {
      invoke: { src: 'sendReceipt', onDone: 'sent', onError: { target: 'sending', reenter: true } },
    },
    sent: {},
  },
});
