/** Ways to change one line of a rollout: wrappers around a finished system, so that nothing in it knows of them. */
import { driveMachine, type Protocol } from '../../machines/index.ts';
import type { AnySystem, Distortion, EnvironmentAction, Service, System, Transaction } from '../../sim/index.ts';
import type { RolloutStore } from './modelled-store.ts';

/** Builds a system that differs in one thing. */
export type Mutation = (system: AnySystem) => AnySystem;

type Rollout = System<RolloutStore>;
type Run = Service<RolloutStore>['run'];
type Tx = Transaction<RolloutStore>;

function changed(system: AnySystem, change: (rollout: Rollout) => Partial<Rollout>): AnySystem {
  const rollout = system as unknown as Rollout;
  return { ...rollout, ...change(rollout) } as unknown as AnySystem;
}

/** Another way for a service to take effect, which may use the true one. @throws TypeError if there is no such service */
export function withService<Input>(
  name: string,
  change: (run: (input: Input, tx: Tx, self: string) => unknown) => (input: Input, tx: Tx, self: string) => unknown,
): Mutation {
  return withServiceOf(name, (service) => ({ run: change(service.run as never) as Run }));
}

function withServiceOf(
  name: string,
  change: (service: Service<RolloutStore>) => Partial<Service<RolloutStore>>,
): Mutation {
  return (system) =>
    changed(system, ({ services }) => {
      const service = (services as Readonly<Record<string, Service<RolloutStore>>>)[name];
      if (service === undefined) throw new TypeError(`a rollout has no service "${name}"`);
      return { services: { ...services, [name]: { ...service, ...change(service) } } };
    });
}

/** The same where there is such a service; a rollout without the part that it belongs to is left as it is. */
export function withPartService<Input>(name: string, change: Parameters<typeof withService<Input>>[1]): Mutation {
  return (system) => (name in system.services ? withService(name, change)(system) : { ...system });
}

/** Other answers of a read under a fault, from those it has. @throws TypeError if there is no such service */
export function withDistortions<Output>(
  name: string,
  change: (distortions: readonly Distortion<Output>[]) => readonly Distortion<Output>[],
): Mutation {
  return withServiceOf(name, (service) => ({
    distortions: (input, self) => change((service.distortions?.(input, self) ?? []) as never) as never,
  }));
}

/** A service that sees some cells as they are not. What it writes is written all the same. */
export function withSight(name: string, see: See): Mutation {
  return withService(name, (run) => (input, tx, self) => run(input, seen(tx, see), self));
}

type See = (cell: string, value: unknown) => unknown;

/** The same transaction, in which some cells look otherwise. */
export function seen(tx: Tx, see: See): Tx {
  return {
    read: (cell: keyof RolloutStore) => see(cell, tx.read(cell)) as never,
    actor: (actor: string) => tx.actor(actor),
    write: (cell: keyof RolloutStore, value: never) => tx.write(cell, value),
    send: (actor: string, event: never) => tx.send(actor, event),
  };
}

type Happening = EnvironmentAction<RolloutStore>['run'];

/** Another rule in the protocol of all drives and of the control loop, which still goes by its name. */
export function withRule(rule: Partial<Protocol>): Mutation {
  return withActors(['drive:', 'control'], ({ input, ...drive }) => {
    const { protocol, ...rest } = input as { readonly protocol: Protocol };
    return { ...drive, input: { ...rest, protocol: { ...protocol, ...rule } } };
  });
}

/** Other guards in the machine of all drives. */
export function withGuards(guards: Parameters<typeof driveMachine.provide>[0]['guards'] & object): Mutation {
  return withActors(['drive:'], (drive) => ({ ...drive, machine: driveMachine.provide({ guards }) }));
}

/** Another way for what happens by itself under such a label, where a rollout has it: some come with a part. */
export function withActions(label: RegExp, change: (run: Happening, label: string) => Happening): Mutation {
  return (system) =>
    changed(system, ({ environment = {} }) => ({
      environment: Object.fromEntries(
        Object.entries(environment).map(([name, action]) => [
          name,
          label.test(name) ? { ...action, run: change(action.run, name) } : action,
        ]),
      ),
    }));
}

/** One more thing that happens by itself. */
export function withAction(label: string, run: Happening): Mutation {
  return (system) => changed(system, ({ environment }) => ({ environment: { ...environment, [label]: { run } } }));
}

type Actor = Rollout['actors'][string];

function withActors(
  kinds: readonly string[],
  change: (actor: Actor & { readonly input?: unknown }) => object,
): Mutation {
  return (system) =>
    changed(system, ({ actors }) => {
      const entries = Object.entries(actors).map(([name, actor]) => [
        name,
        kinds.some((kind) => name.startsWith(kind)) ? change(actor) : actor,
      ]);
      return { actors: Object.fromEntries(entries) as Rollout['actors'] };
    });
}
