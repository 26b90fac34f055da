/** The checkout with the world that it lives in: a card, a payment provider, a customer, and what can go wrong. */
import { BLOCKED, defineSystem, Failure, type AnySystem, type Property } from '../../src/sim/index.ts';
import { checkout, mailer } from './machines.ts';

/** What is left of the outside world: what an actor decides by, and what the properties are about. */
interface Store {
  readonly card: 'valid' | 'expired';
  readonly charges: number;
  readonly receipts: number;
}

type Actors = { readonly checkout: typeof checkout; readonly mailer: typeof mailer };

const initial: Store = { card: 'valid', charges: 0, receipts: 0 };

const properties: readonly Property<Store, Actors>[] = [
  {
    kind: 'safety',
    name: 'charged-once',
    summary: 'the customer is charged at most once',
    check: (world) => (world.read('charges') > 1 ? `charged ${world.read('charges')} times` : null),
  },
  {
    kind: 'safety',
    name: 'receipt-after-charge',
    summary: 'a receipt is sent for a charge only',
    check: (after, before) =>
      after.read('receipts') > before.read('receipts') && before.read('charges') === 0 ? 'nothing was charged' : null,
  },
  {
    kind: 'liveness',
    name: 'receipt-in-the-end',
    summary: 'the customer gets a receipt',
    goal: (world) => world.read('receipts') > 0,
  },
  {
    kind: 'witness',
    name: 'declined',
    summary: 'in some run the card is declined',
    reached: (world) => world.read('card') === 'expired' && world.actor('checkout')?.value === 'backingOff',
  },
];

/** A shop, with a payment provider that keeps to an idempotency key or does not. */
export function shop({ idempotent }: { readonly idempotent: boolean }): AnySystem {
  return defineSystem({
    name: 'shop',
    config: { idempotent },
    store: initial,
    actors: {
      checkout: { machine: checkout, input: { order: 'o-1' }, crashes: true, routes: { paid: ['mailer'] } },
      mailer: { machine: mailer },
    },
    services: {
      charge: {
        access: 'write',
        run: (_input, tx) => {
          if (tx.read('card') === 'expired') throw new Failure('Declined', 'the card has expired');
          const known = idempotent && tx.read('charges') > 0;
          if (!known) tx.write('charges', tx.read('charges') + 1);
          return null;
        },
      },
      sendReceipt: {
        access: 'write',
        run: (_input, tx) => {
          tx.write('receipts', tx.read('receipts') + 1);
          return null;
        },
      },
    },
    environment: {
      'customer submits': {
        run: (tx) => {
          if (tx.actor('checkout')?.value !== 'cart') return BLOCKED;
          return tx.send('checkout', { type: 'submit' });
        },
      },
      'card expires': { budget: 'expiry', run: (tx) => tx.write('card', 'expired') },
      'customer renews the card': {
        run: (tx) => (tx.read('card') === 'expired' ? tx.write('card', 'valid') : BLOCKED),
      },
    },
    faults: { ack: 1, crash: 1, expiry: 1 },
    properties,
  });
}
