import { describe, expect, it } from 'vitest';
import { renderCheck, type CheckReport } from '../../../src/report/index.ts';
import type { MachineCoverage, MemoryUse, TransitionCoverage, Vacuity } from '../../../src/sim/index.ts';
import { flat } from '../races.ts';

const transition = (name: string, covered: boolean, guard: TransitionCoverage['guard'] = null): TransitionCoverage => ({
  name,
  source: 'a',
  event: 'GO',
  index: 0,
  targets: [],
  covered,
  guard,
});
const guard = (seenTrue: boolean, seenFalse: boolean) => ({ name: 'isBig', seenTrue, seenFalse });

const drive: MachineCoverage = {
  machine: 'drive',
  actors: ['drive:A', 'drive:B'],
  states: [
    { name: 'a', covered: true },
    { name: 'a.b', covered: false },
  ],
  transitions: [
    transition('both', true, guard(true, true)),
    transition('always', true, guard(true, false)),
    transition('refused', false, guard(false, true)),
    transition('unasked', false, guard(false, false)),
    transition('plain', false),
  ],
};
const gate: MachineCoverage = {
  machine: 'gate',
  actors: ['gate'],
  states: [{ name: 'red', covered: true }],
  transitions: [transition('opens', true)],
};

const report: CheckReport = {
  protocol: 'merged',
  operations: 2,
  faults: {},
  verdict: 'bounded',
  states: 1,
  transitions: 1,
  seconds: 1,
  properties: [{ name: 'p', kind: 'safety', result: 'inconclusive' }],
  witnesses: [],
  faultsInjected: {},
  coverage: [drive, gate],
};
const replayCommand = (token: string): string => token;
const render = (rest: Partial<CheckReport> = {}, look = {}): string =>
  renderCheck({ ...report, ...rest }, { replayCommand, ...look });

describe('what was injected', () => {
  it('is told for each fault that is allowed, also where it never happened', () => {
    const text = render({ faults: { read: 1, crash: 2, stale: 1 }, faultsInjected: { read: 6508, crash: 1 } });
    expect(text).toContain('\n\ninjected: read 6,508 times, crash 1 time, stale 0 times\n\n');
    expect(text).toContain('fault stale never injected');
  });

  it('is left out where nothing can go wrong', () => {
    expect(render()).not.toContain('injected');
  });
});

describe('coverage in a report', () => {
  it('is a line for each machine', () => {
    expect(render()).toContain(
      '\n\nexercised: drive 1/2 states, 2/5 transitions, 1/4 guards both ways\n           gate 1/1 states, 1/1 transitions',
    );
    expect(render()).not.toContain('never');
  });

  it('is left out where nothing is known of it', () => {
    const { coverage: _, ...unknown } = report;
    expect(renderCheck(unknown, { replayCommand })).not.toContain('exercised');
  });

  it('says of a machine without states that it has none', () => {
    const bare = { machine: 'bare', actors: ['x'], states: [], transitions: [] };
    expect(render({ coverage: [bare] })).toContain('exercised: bare has neither states nor transitions');
  });

  it('lists every gap once, and why a guarded transition was not taken', () => {
    const text = render({}, { coverage: 'gaps' });
    expect(text).toContain('drive: states never entered\n  a.b\n');
    expect(text).toContain(
      'drive: transitions never taken\n  refused (its guard never passed)\n  unasked (its guard was never asked)\n  plain\n',
    );
    expect(text).toContain('drive: guards that always passed\n  always');
    expect(text).not.toContain('gate:');
  });

  it('fits its width and stays on its lines', () => {
    const long = { ...drive, transitions: [transition(`${'many words '.repeat(20)}\u001b[31m\nend`, false)] };
    const text = render({ coverage: [long] }, { coverage: 'gaps', width: 40 });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(text).toContain('\\u001b[31m end');
  });
});

const vacuous: readonly Vacuity[] = [
  { kind: 'service', name: 's', message: 'service "s" was never invoked' },
  { kind: 'safety', name: 'one', message: 'safety property "one" reads nothing' },
  { kind: 'liveness', name: 'easy', message: 'liveness property "easy" had nothing to do' },
];

describe('vacuity in a report', () => {
  it('warns of properties, and tells of the rest only with the gaps', () => {
    expect(render({ vacuous })).toContain(
      '⚠ vacuous: safety property "one" reads nothing\n⚠ vacuous: liveness property',
    );
    expect(render({ vacuous })).not.toContain('service');
    expect(render({ vacuous }, { coverage: 'gaps' })).toContain('\n\nservice "s" was never invoked\n');
  });

  it('tells of many safety properties in one go', () => {
    const two = [...vacuous, { kind: 'safety', name: 'two', message: 'unseen' } as const];
    expect(flat(render({ vacuous: two }))).toContain('vacuous: 2 safety properties were asked one question only');
    expect(render({ vacuous: two })).not.toContain('unseen');
  });
});

describe('growth in a report', () => {
  const attempts = {
    kind: 'context',
    where: 'machine "drive", context key "attempts"',
    grows: 'value',
    distinct: 5000,
    samples: [17, 4231],
  } as const;
  const log = {
    kind: 'cell',
    where: 'cell "row", key "log"',
    grows: 'size',
    distinct: 40,
    samples: [0, 1200],
  } as const;
  const mailbox = {
    kind: 'queue',
    where: 'mailbox of actor "gate"',
    grows: 'size',
    distinct: 9,
    samples: [1, 9],
  } as const;

  it('names what grew, two values, and what to do', () => {
    expect(flat(render({ growth: [attempts] }))).toContain(
      '⚠ machine "drive", context key "attempts" kept growing: 5,000 different values so far, such as 17 and 4,231. While it grows there is no end of worlds: bound it',
    );
  });

  it('counts the entries of what is a list', () => {
    expect(flat(render({ growth: [log] }))).toContain(
      '⚠ cell "row", key "log" kept growing, from 0 to 1,200 entries so far. While it grows there is no end of worlds: keep the decision',
    );
    expect(flat(render({ growth: [mailbox] }))).toContain(
      'the mailbox of actor "gate" kept growing, from 1 to 9 entries so far',
    );
    expect(flat(render({ growth: [mailbox] }))).toContain('let the sender wait');
  });

  it('shows the beginning of a long text', () => {
    const name = { ...attempts, samples: ['', 'x'.repeat(5000)] } as const;
    const text = flat(render({ growth: [name] }));
    expect(text).toContain(`such as "" and "${'x'.repeat(40)}..."`);
    expect(flat(render({ growth: [{ ...attempts, samples: [0.5, 1234.5678] }] }))).toContain('0.5 and 1234.5678');
  });

  it('stops after three', () => {
    const text = flat(render({ growth: [attempts, log, mailbox, log, log] }));
    expect(text).toContain('2 other values kept growing, too; --json lists them');
    expect(text.match(/kept growing, from/g)).toHaveLength(2);
  });
});

describe('memory in a report', () => {
  const MIB = 2 ** 20;
  const told = (kind: MemoryUse['kind'], name: string): string =>
    flat(render({ memory: { bytes: 1500 * MIB, uses: [{ kind, name, bytes: 1200 * MIB }] } }));

  it('names the property that costs it, and says what to do', () => {
    expect(told('property', 'counts-up')).toContain(
      '⚠ memory: property "counts-up" takes 1,200 MiB of 1,500 MiB (80 %): it keeps an answer for each combination of values that it has read. Let it read less',
    );
  });

  it('names services, actions of the environment, machines, actors and cells', () => {
    expect(told('service', 'list')).toContain('service "list" takes 1,200 MiB');
    expect(told('environment', 'stop')).toContain('the action "stop" of the environment takes');
    expect(told('environment', '')).toContain('the environment takes');
    expect(told('machine', 'drive')).toContain('machine "drive" takes');
    expect(told('actor', 'drive:A')).toContain('actor "drive:A" takes');
    expect(told('cell', 'row')).toContain(
      'cell "row" takes 1,200 MiB of 1,500 MiB (80 %): every different value is kept',
    );
  });

  it.each(['worlds', 'transitions', 'history', 'symmetry', 'threads', 'other'] as const)(
    'says in words what %s are where there is one of the kind only',
    (kind) => {
      expect(told(kind, '')).toMatch(/memory: what [a-z ]+ takes 1,200 MiB of 1,500 MiB \(80 %\)/);
    },
  );

  it('is not spoken of where it is no trouble', () => {
    expect(render({})).not.toContain('memory');
  });
});
