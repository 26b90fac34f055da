import { describe, expect, it } from 'vitest';
import { shop } from '../../examples/checkout/system.ts';
import { explore, Kernel, type AnySystem, type Property } from '../../src/sim/index.ts';
import { checkSystem } from '../../src/vitest/index.ts';

const right = shop({ idempotent: true });

/** The system with one more property, which counts how often it is asked. */
function asking(count: () => void): AnySystem {
  const counting: Property<never> = {
    kind: 'witness',
    name: 'asked',
    summary: 'in some run it is asked and says yes',
    reached: () => (count(), true),
  };
  return { ...right, properties: [...(right.properties ?? []), counting] };
}

describe('checkSystem', () => {
  let asked = 0;
  checkSystem(asking(() => (asked += 1)));
  const askedWhenDefined = asked;

  it('explores nothing when the tests are defined, and once for all of them', () => {
    let once = 0;
    explore(new Kernel(asking(() => (once += 1))));
    expect([askedWhenDefined, asked]).toEqual([0, once]);
  });

  describe('with a choice of properties and faults', () => {
    checkSystem(shop({ idempotent: false }), { properties: ['receipt-in-the-end'], faults: { ack: 1 } });
  });

  it('names a property that is not there before any test is run', () => {
    expect(() => checkSystem(right, { properties: ['decline'] })).toThrow('Did you mean "declined"?');
  });
});
