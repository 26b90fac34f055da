/** Every switch of an exploration and every pair of them, against the plain exploration and the second opinion. */
import { explore, Kernel, labelsOf, type Exploration, type ExploreOptions, type System } from '../../src/sim/index.ts';
import { InlineCrew } from '../sim/inline-crew.ts';
import { build } from './build.ts';
import { answersOf, type Answer } from './compare.ts';
import { explorePlainly, judge, type Opinion } from './opinion.ts';
import type { Plan } from './plan.ts';
import type { World } from './world.ts';

/** `cut` is a share of the worlds or of the depth. */
export interface Switches {
  readonly threads?: boolean;
  readonly reduce?: boolean;
  readonly symmetry?: boolean;
  readonly cut?: 'states' | 'depth';
}

const text = (value: unknown): string => JSON.stringify(value);

const SINGLE: readonly Switches[] = [
  {},
  { threads: true },
  { reduce: true },
  { symmetry: true },
  { cut: 'states' },
  { cut: 'depth' },
];

/** All pairs that do not set one switch twice. */
const COMBINATIONS: readonly Switches[] = SINGLE.flatMap((one, index) =>
  SINGLE.slice(index).flatMap((other) =>
    one === other || Object.keys(one).every((key) => !(key in other)) ? [{ ...one, ...other }] : [],
  ),
).filter((one, index, all) => all.findIndex((other) => text(one) === text(other)) === index);

/** Where only fairness towards every transition can be asked for, that is asked for. */
function asked(plan: Plan): Plan {
  const properties = plan.properties.map((property) =>
    property.kind === 'goal' ? { ...property, fairness: 'transition' as const } : property,
  );
  return { ...plan, properties };
}

/** How much of a system a cut leaves. */
function limits({ cut }: Switches, plain: Exploration): ExploreOptions {
  if (cut === 'states') return { maxStates: Math.max(1, Math.floor(plain.states / 2)) };
  return cut === 'depth' ? { maxDepth: Math.max(1, Math.floor(plain.depth / 2)) } : {};
}

/** What all combinations get wrong; null where the system is larger than the limit. */
export function wrongSwitches(
  plan: Plan,
  limit: number,
  combinations: readonly Switches[] = COMBINATIONS,
  prepare: (plan: Plan) => System = build,
): string[] | null {
  const calm = asked(plan);
  const full = opinionOf(prepare(plan), limit);
  if (full === null) return null;
  const opinions = { full, calm: { ...full, answers: judge(prepare(calm), full.opinion) } };
  const shared = { full: new Kernel(prepare(plan) as never), calm: new Kernel(prepare(calm) as never) };
  const plain = explore(shared.full);
  const wrong: string[] = [];
  for (const switches of combinations) {
    if (switches.symmetry === true && plan.members === undefined) continue;
    const which = switches.reduce === true || switches.symmetry === true ? 'calm' : 'full';
    const system = shared[which].system as unknown as System;
    const options = {
      ...(switches.reduce === true ? { reduce: true } : {}),
      ...(switches.symmetry === true ? { symmetry: true } : {}),
      ...limits(switches, plain),
    };
    const run = (kernel: Kernel): Exploration => {
      const crew = switches.threads === true ? new InlineCrew(3, text([plan.cells, switches])) : null;
      return explore(kernel, { ...options, ...(crew === null ? {} : { crew }) });
    };
    const prepared = (): Kernel => new Kernel(prepare(which === 'full' ? plan : calm) as never);
    const [kernel, alone, used] = [prepared(), prepared(), shared[which]];
    const fresh = run(kernel);
    const again = run(used);
    const problems = [
      // What a kernel has learnt may let a reduction leave out less.
      ...(switches.reduce === true
        ? contradictions(system, again, opinions[which], switches)
        : same('a used kernel', told(used, again), told(kernel, fresh))),
      ...(switches.threads === true
        ? same('no threads', told(alone, explore(alone, options)), told(kernel, fresh))
        : []),
      ...contradictions(system, fresh, opinions[which], switches),
    ];
    wrong.push(...problems.map((problem) => `${text(switches)} ${problem}`));
  }
  return wrong;
}

interface Known {
  readonly opinion: Opinion;
  readonly answers: readonly Answer[];
}

function opinionOf(system: System, limit: number): Known | null {
  const opinion = explorePlainly(system, limit);
  return opinion && { opinion, answers: judge(system, opinion) };
}

/** Everything that an exploration tells, but for the properties' functions. */
const told = (kernel: Kernel, { findings, ...rest }: Exploration) => ({
  ...rest,
  findings: findings.map(({ property, result, path }) => {
    const choices = path === undefined ? null : labelsOf(kernel, path.choices);
    return { name: property.name, result, choices };
  }),
});

function same(than: string, ours: unknown, theirs: unknown): string[] {
  return text(ours) === text(theirs) ? [] : [`differs from ${than}: ${text(theirs)} and ${text(ours)}`];
}

/** What was found must be so; what was not found may be left open by a cut alone. */
function contradictions(system: System, found: Exploration, { answers, opinion }: Known, switches: Switches): string[] {
  const isWhole = found.verdict === 'exhausted';
  const left = switches.reduce === true || switches.symmetry === true;
  const problems = answersOf(system, found).flatMap((answer, index) => {
    const right = answers[index] as Answer;
    const open = !isWhole && ['inconclusive', 'not reached'].includes(answer.result);
    // With a reduction a counterexample may be longer, with symmetry it is a shortest one.
    const long = switches.reduce === true ? (answer.length ?? 0) < (right.length ?? 0) : answer.length !== right.length;
    return !open && (answer.result !== right.result || long)
      ? [`says ${text(answer)} where ${text(right)} is right`]
      : [];
  });
  const { worlds, depth, clocks } = opinion;
  if (!isWhole && switches.cut === undefined) problems.push(`ended with ${found.verdict}`);
  if (clocks) return problems;
  const orbits = switches.symmetry === true ? orbitsOf(system, worlds) : worlds.length;
  if (isWhole && switches.reduce !== true && found.states !== orbits)
    problems.push(`saw ${found.states} worlds where there are ${orbits}`);
  if (left && found.states > worlds.length) problems.push(`saw ${found.states} of ${worlds.length} worlds`);
  const { maxDepth } = limits(switches, { ...found, depth: Math.max(...depth), states: worlds.length });
  const within = depth.filter((at) => at <= (maxDepth ?? at)).length;
  if (!left && maxDepth !== undefined && found.states !== within)
    problems.push(`saw ${found.states} worlds where there are ${within} that deep`);
  return problems;
}

/** How many worlds differ in more than the names of members. */
function orbitsOf({ symmetry }: System, worlds: readonly World[]): number {
  const [members = []] = symmetry ?? [];
  const renamings = permutations(members).map((to) => (from: string) => to[members.indexOf(from)] ?? from);
  const least = worlds.map((world) => {
    const renamed = renamings.map((rename) =>
      sorted(JSON.parse(text(world).replaceAll(/:([ABC])\b/g, (_, member: string) => `:${rename(member)}`))),
    );
    return renamed.reduce((one, other) => (one < other ? one : other));
  });
  return new Set(least).size;
}

const permutations = (list: readonly string[]): string[][] =>
  list.length === 0
    ? [[]]
    : list.flatMap((first) => permutations(list.filter((one) => one !== first)).map((rest) => [first, ...rest]));

/** JSON with its keys in order. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
