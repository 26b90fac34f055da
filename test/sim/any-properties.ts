/** Properties of any system, whatever it is about. */
import type { AnySystem, Property, View } from '../../src/sim/contract/system.ts';

/** A property of each kind about every cell and actor alone and about two of them together. */
export function propertiesOf(system: AnySystem): Property<never>[] {
  const cells = Object.keys(system.store);
  const actors = Object.keys(system.actors);
  const looks = [
    ...cells.map((cell) => (world: View) => JSON.stringify(world.read(cell))),
    ...actors.map((actor) => (world: View) => JSON.stringify(world.actor(actor)?.value ?? 'down')),
  ];
  const pairs = looks.flatMap((one, index) =>
    looks.slice(index + 1).map((two) => (world: View) => one(world) + two(world)),
  );
  const seen = [...looks, ...pairs];
  return [...new Set(seen)].flatMap((look, index) =>
    propertiesAbout(look as (world: View<never>) => string, String(index)),
  );
}

function propertiesAbout(look: (world: View<never>) => string, name: string): Property<never>[] {
  const odd = (world: View<never>): boolean =>
    [...look(world)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5 === 1;
  return [
    { kind: 'safety', name: `never ${name}`, summary: '', check: (after) => (odd(after) ? 'seen' : null) },
    {
      kind: 'safety',
      name: `kept ${name}`,
      summary: '',
      check: (after, before) => (odd(before) && !odd(after) ? 'lost' : null),
    },
    { kind: 'liveness', name: `goal ${name}`, summary: '', goal: odd },
    { kind: 'witness', name: `met ${name}`, summary: '', reached: odd },
  ];
}
