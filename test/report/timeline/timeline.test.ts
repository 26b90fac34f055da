import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTimeline, type TimelineOptions } from '../../../src/report/index.ts';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { explore, Kernel, ModelExecution, replay, type Json } from '../../../src/sim/index.ts';
import {
  anyTrace,
  applyRow,
  flat,
  longRace,
  mergedEarly,
  overwritten,
  plain,
  staleClobber,
  stateRow,
} from '../races.ts';
import { readLabel } from '../../read-label.ts';
import { writers } from '../../sim/writers.ts';

const ACTORS = ['drive:A', 'drive:B', 'engine:A', 'engine:B', 'gate'];
const golden = (name: string): string => readFileSync(new URL(`${name}.golden.txt`, import.meta.url), 'utf8');
const render = (options: TimelineOptions = {}): string =>
  renderTimeline(staleClobber, { row: applyRow, actors: ACTORS, ...options });
const lineWith = (text: string, words: string): string => text.split('\n').find((line) => line.includes(words)) ?? '';

/** Columns of a line, counted without the renderer: its only wide symbol is the bolt. */
const columns = (line: string): number => [...line].length + line.split('⚡').length - 1;
const inLanes = (text: string): boolean => /[┼+][─-]/.test(text);

describe('the timeline of a race', () => {
  it('is drawn in lanes', () => {
    expect(`${render()}\n`).toBe(golden('stale-clobber'));
  });

  it('is a list where the lanes do not fit, in plain ASCII where asked', () => {
    expect(`${render({ width: 60, unicode: false })}\n`).toBe(golden('stale-clobber-list'));
  });

  it('has lanes in the order of the system, for those that take part only', () => {
    const titles = (render().split('\n')[0] ?? '').split('│').map((title) => title.trim());
    expect(titles).toEqual(['', 'drive:A', 'drive:B', 'engine:B', 'gate', 'applies row']);
  });

  it('has lanes in the order of appearance when nobody says otherwise', () => {
    const titles = (renderTimeline(staleClobber).split('\n')[0] ?? '').split('│').map((title) => title.trim());
    expect(titles).toEqual(['', 'drive:A', 'engine:B', 'drive:B', 'gate']);
  });

  it('begins with where everybody stands', () => {
    expect(
      lineWith(render(), 'start')
        .split('│')
        .map((state) => state.trim()),
    ).toEqual(['start', 'listing', 'writingOperation', 'completed', 'sampling', 'running']);
  });

  it('takes the row from the caller where the trace does not change it', () => {
    const row = { ...applyRow, initially: { state: 'pending', completedAt: null, errorMessage: null } };
    expect(lineWith(renderTimeline(longRace(2, 1), { row }), 'start')).toContain('pending');
  });

  it('numbers rows by their steps, and merges an answer with its effect only when compact', () => {
    expect(render()).toContain('t0–1');
    expect(render({ compact: false })).not.toContain('–');
    expect(lineWith(render({ compact: false, width: 160 }), 't1 ')).toContain('listOperations#1 is answered');
  });

  it('merges no answer across a step of somebody else', () => {
    const [effect, answer, other] = staleClobber.steps;
    const steps = [effect, other, answer].filter((step) => step !== undefined);
    expect(lineWith(renderTimeline({ steps }), 't2 ')).toContain('listOperations#1 is answered');
  });

  it('merges nothing under a violation, so that it stands under the step that brings it about', () => {
    const [effect, answer] = staleClobber.steps;
    const steps = [{ ...effect!, violations: [overwritten] }, answer!];
    expect(
      renderTimeline({ steps })
        .split('\n')
        .findIndex((line) => line.includes('✗')),
    ).toBe(4);
  });

  it('tells a violation that lasts once', () => {
    const [effect, answer] = staleClobber.steps;
    const steps = [effect!, answer!].map((step) => ({ ...step, violations: [overwritten] }));
    expect(renderTimeline({ steps }).split(overwritten.message)).toHaveLength(2);
  });

  it('tells what is wrong before the first step', () => {
    expect(renderTimeline({ steps: [], initially: [overwritten] })).toContain(overwritten.message);
    expect(renderTimeline({ steps: [] })).toBe('no steps');
  });

  it.each([
    ['drive:A listOperations#1 fails: timeout', 'read', 'listOperations#1 ✗ fails: timeout'],
    [
      'drive:A listOperations#1 takes effect, stale by 1 version',
      'stale',
      'listOperations#1 ◷ takes effect, stale by 1 version',
    ],
    [
      'drive:A writeApply#1 takes effect, acknowledgement lost',
      'ack',
      'writeApply#1 ⚡ takes effect, acknowledgement lost',
    ],
    ['crash drive:A', 'crash', '⚡ crash'],
  ])('marks the fault of "%s", said or told by what the step is', (label, fault, marked) => {
    const step = { label, actor: 'drive:A', ...readLabel(label, 'drive:A'), changes: [] };
    expect(renderTimeline({ steps: [{ ...step, fault }] })).toContain(marked);
    expect(renderTimeline({ steps: [step] })).toContain(marked);
  });

  it('marks no fault where the step says that it has none', () => {
    const label = 'drive:A job#1 fails: as planned';
    const step = { label, actor: 'drive:A', ...readLabel(label, 'drive:A'), fault: null, changes: [] };
    expect(renderTimeline({ steps: [step] })).toContain('job#1 fails: as planned');
  });

  it('shows a step of the environment with the actor that it names, and else in a lane of its own', () => {
    expect(lineWith(render(), 'fails late').split('│')[3]).toContain('fails late');
    const stop = { label: 'stop requested', actor: null, kind: 'happen', fault: 'stop', changes: [] } as const;
    expect(renderTimeline({ steps: [stop] }).split('\n')[0]).toContain('environment');
  });

  it('names the fields of other cells that change, nested ones by their path', () => {
    const from = { a: { b: 1 }, same: true };
    const to = { a: { b: [1, 'two words'] }, same: true, new: null };
    const step = {
      label: 'gate writes#1 it',
      actor: 'gate',
      kind: 'effect' as const,
      changes: [{ kind: 'cell', name: 'x', from, to } as const],
    };
    const text = renderTimeline({ steps: [step] });
    expect(text).toContain('│   x a.b 1 → [1, "two words"]\n');
    expect(text).toContain('│   new nothing → null');
  });

  it('tells a long value without what is nested in it', () => {
    const told = (seen: object): string => {
      const to = { of: 'claim', seen: { ...seen } };
      const changes = [{ kind: 'cell', name: 'x', from: null, to } as const];
      const step = { label: 'gate writes#1 it', actor: 'gate', kind: 'effect', changes } as const;
      return renderTimeline({ steps: [step] }, { width: 200 });
    };
    expect(told({ A: 'short' })).toContain('x null → {of: claim, seen: {A: short}}');
    expect(told({ A: 'long'.repeat(20) })).toContain('x null → {of: claim, seen: {…}}');
  });

  it('writes nested machine states with dots, and a crashed actor as down', () => {
    const changes = [{ kind: 'actor', name: 'gate', from: null, to: { up: { inner: 'on' }, down: {} } } as const];
    const text = renderTimeline({ steps: [{ label: 'restart gate', actor: 'gate', kind: 'restart', changes }] });
    expect(text).toContain('restart → up.inner.on, down');
    expect(lineWith(text, 'start ')).toContain('down');
  });

  it('says where a replay left its schedule', () => {
    const divergence = { step: 3, expected: 'gate opens', possible: ['gate closes', 'gate waits'] };
    const text = flat(renderTimeline({ ...staleClobber, divergence, skipped: [{ ...divergence, possible: [] }] }));
    expect(text).toContain('left out at step 3 of the schedule: "gate opens" is not possible. Possible: nothing');
    expect(text).toContain(
      'stopped at step 3 of the schedule: "gate opens" is not possible. Possible: "gate closes", "gate waits"',
    );
    expect(renderTimeline({ steps: [], divergence })).toContain('stopped at step 3');
  });

  it('puts colour on faults, violations and the row that changes', () => {
    const text = render({ color: true });
    expect(text).toContain('\u001b[33m✗ fails late');
    expect(text).toContain('\u001b[31m✗ settled-stays-settled');
    expect(text).toContain('\u001b[1mcompleted');
    expect(plain(text)).toBe(render());
  });
});

describe('a long timeline', () => {
  it('shows its head and what is around the first violation', () => {
    const text = renderTimeline(longRace(300, 200), { maxSteps: 12 });
    for (const shown of [0, 1, 2, 3, 195, 200, 202]) expect(text).toMatch(new RegExp(`^t${shown} `, 'm'));
    expect(text).toContain(overwritten.message);
    expect(text).toContain('… 191 steps …');
    expect(text).toContain('… 97 steps …');
    expect(text.match(/^t\d/gm)).toHaveLength(12);
  });

  it('ends with the violation if that is where the trace ends', () => {
    const text = renderTimeline(longRace(300, 299), { maxSteps: 12 });
    expect(text.split('\n').at(-1)).toContain(overwritten.message);
  });

  it('shows its end where nothing is violated', () => {
    expect(renderTimeline(longRace(300, -1), { maxSteps: 12 })).toMatch(/^t299 /m);
  });

  it('looks for the violation in focus, and still tells those it leaves out', () => {
    const { steps } = longRace(300, 100);
    const last = { ...steps[250]!, violations: [mergedEarly] };
    const text = renderTimeline({ steps: steps.with(250, last) }, { maxSteps: 12, focus: mergedEarly.property });
    expect(text).toMatch(/^t250 /m);
    expect(flat(text)).toContain(`${overwritten.message} (t100)`);
  });

  it('leaves out nothing that fits, and never a single step', () => {
    expect(renderTimeline(longRace(13, 12), { maxSteps: 13 })).not.toContain('…');
    expect(renderTimeline(longRace(13, 12), { maxSteps: 12 })).not.toContain('…');
    expect(renderTimeline(longRace(14, 13), { maxSteps: 12 })).toContain('… 2 steps …');
  });

  it('says what has become of everybody in the steps that it leaves out', () => {
    const [, answer, , , , write] = staleClobber.steps;
    const { steps } = longRace(30, 29);
    const text = renderTimeline({ steps: steps.with(10, answer!).with(11, write!) }, { row: applyRow, maxSteps: 6 });
    expect(lineWith(text, '→ writingApply')).toContain('failed, completed_at set');
  });
});

describe('any timeline', () => {
  const looks = fc.record({
    width: fc.integer({ min: 40, max: 160 }),
    compact: fc.boolean(),
    unicode: fc.boolean(),
    color: fc.boolean(),
  });
  const rendered = fc
    .tuple(anyTrace, looks)
    .map(([trace, look]) => ({ trace, look, text: renderTimeline(trace, { row: stateRow, ...look }) }));

  it('stays within its width', () => {
    fc.assert(
      fc.property(rendered, ({ look, text }) => {
        expect(Math.max(...plain(text).split('\n').map(columns))).toBeLessThanOrEqual(look.width);
      }),
    );
  });

  it('is drawn in lanes where there is room', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const isDrawn = inLanes(renderTimeline(trace, { row: stateRow, width: 140 }));
        expect(isDrawn).toBe(trace.steps.length > 0);
      }),
    );
  });

  it('says every word of every step, and every violation', () => {
    fc.assert(
      fc.property(rendered, ({ trace, text }) => {
        const shown = flat(text);
        for (const { label, violations } of trace.steps) {
          for (const word of label.split(' ')) expect(shown).toContain(word);
          for (const { property, message } of violations ?? []) expect(shown).toContain(`${property}: ${message}`);
        }
      }),
    );
  });

  it('numbers every step', () => {
    fc.assert(
      fc.property(rendered, ({ trace, text }) => {
        const numbers = [...plain(text).matchAll(/^t(\d+)(?:[–-](\d+))?/gm)].flatMap(([, first, last = first]) =>
          Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index),
        );
        expect(numbers).toEqual(trace.steps.map((_, index) => index));
      }),
    );
  });

  it('says the same with and without colour', () => {
    fc.assert(
      fc.property(anyTrace, looks, (trace, look) => {
        const colourless = renderTimeline(trace, { ...look, color: false });
        expect(colourless).not.toContain('\u001b');
        expect(plain(renderTimeline(trace, { ...look, color: true }))).toBe(colourless);
      }),
    );
  });

  it('is ASCII where asked', () => {
    fc.assert(
      fc.property(anyTrace, looks, (trace, look) => {
        expect(renderTimeline(trace, { ...look, row: stateRow, color: false, unicode: false })).toMatch(
          /^[\n\u0020-\u007e]*$/,
        );
      }),
    );
  });

  it('obeys no control character in what it shows', () => {
    const controls = ['\t', '\u001b', '\u0007', '\u009b', '\u202e'];
    const hostile = fc.string({ unit: fc.constantFrom('a', ' ', '\n', ...controls) });
    fc.assert(
      fc.property(hostile, hostile, (label, message) => {
        const steps = [
          { label, actor: null, kind: 'happen' as const, changes: [], violations: [{ property: 'p', message }] },
        ];
        for (const control of controls) expect(renderTimeline({ steps })).not.toContain(control);
      }),
    );
  });
});

/** What is drawn of a run of two writers, with the columns of the first three lines' bars taken out. */
async function drawnRun(labels: readonly string[], options: TimelineOptions = {}, atomic = true): Promise<string> {
  const { steps, divergence } = await replay(new ModelExecution(new Kernel(writers(atomic))), labels);
  expect(divergence).toBeNull();
  return renderTimeline({ steps }, options);
}

describe('the timeline of any system', () => {
  it('shows what reads answered, what actors know since, why a write was refused and what an actor died of', async () => {
    const text = await drawnRun([
      'one read#1 takes effect',
      'two read#1 takes effect',
      'one write#1 takes effect',
      'two write#1 takes effect',
    ]);
    expect(`${text}\n`).toBe(golden('refused-write'));
  });

  it('shows a timeout that no transition takes, and begins with where its actor stood', async () => {
    const text = flat(await drawnRun(['one read#1 takes effect', 'one write#1 fails: timeout']));
    expect(text).toMatch(/start │ reading .*write#1 ✗ fails: timeout │ → error: timeout, no onError in writing/);
    expect(text.match(/timeout/g)).toHaveLength(2);
  });

  it('tells the refusal where the request was refused, and the death where the answer arrives', async () => {
    const steps = [
      'one read#1 takes effect',
      'one read#1 is answered',
      'two read#1 takes effect',
      'two read#1 is answered',
      'one write#1 takes effect',
      'two write#1 takes effect',
      'one write#1 is answered',
      'two write#1 is answered',
    ];
    const text = await drawnRun(steps, { compact: false, width: 160 }, false);
    const lines = text.split('\n');
    const after = (label: string): string => lines[lines.findIndex((line) => line.startsWith(label)) + 1] ?? '';
    expect(after('t5 ')).toContain('✗ Conflict: version 8 is not 7');
    expect(after('t7 ')).toContain('→ error: Conflict: version 8 is not 7, no onError in writing');
  });

  it('says of a lost acknowledgement no more than its label does', async () => {
    const text = await drawnRun(['one read#1 takes effect', 'one write#1 takes effect, acknowledgement lost']);
    expect(text).not.toContain('✗');
    expect(text).toContain('→ error: timeout, no onError in writing');
  });

  it('leaves contexts out where they are not asked for, and where its caller chooses which answers tell something', async () => {
    const labels = ['one read#1 takes effect'];
    expect(await drawnRun(labels)).toContain('seen.version 0 → 7');
    expect(await drawnRun(labels, { contexts: false })).not.toContain('seen');
    expect(await drawnRun(labels, { showAnswer: () => 'chosen' })).not.toMatch(/seen|answers/);
    expect(await drawnRun(labels, { showAnswer: () => 'chosen', contexts: true })).toMatch(/chosen[^]*seen/);
  });

  it('shortens a long answer', () => {
    const answered = (value: Json): string => {
      const label = 'one list#1 takes effect';
      const answer = { source: 'list', ok: true, value };
      return flat(
        renderTimeline({ steps: [{ label, actor: 'one', ...readLabel(label, 'one'), answer, changes: [] }] }),
      );
    };
    expect(answered({ rows: [1, 2] })).toContain('answers {rows: [1, 2]}');
    expect(answered(Array.from({ length: 50 }, (_, index) => index))).toContain('answers [0, 1, 2, … 47 more]');
    expect(answered('word '.repeat(50))).toContain(`answers "${'word '.repeat(7)}word…`);
    expect(answered(null)).not.toContain('answers');
  });

  it('shows what somebody else knows since a step in the lane of its own, and shares no row with it', () => {
    const label = 'one tells two';
    const contexts = [{ actor: 'two', key: 'heard', to: true }];
    const step = { label, actor: 'one', kind: 'receive', changes: [], contexts } as const;
    const text = renderTimeline({ steps: [{ ...step, contexts: [] }, step] });
    expect(text).toMatch(/^t0 .*\nt1 /m);
    expect(lineWith(text, 'heard').split('│')[2]).toContain('heard nothing → true');
  });

  it('says what an actor died of even where its step is left out', () => {
    const { steps } = longRace(30, 29);
    const failed = [{ actor: 'drive:A', state: 'polling', answer: { name: 'Gone', message: 'no such row' } }];
    const text = flat(renderTimeline({ steps: steps.with(10, { ...steps[10]!, failed }) }, { maxSteps: 6 }));
    expect(text).toContain('→ error: Gone: no such row, no onError in polling');
  });
});

describe('the timeline of a real race', () => {
  it('tells every step and the violation of the fallback that trusts its own state', async () => {
    const system = rolloutSystem({
      protocol: 'fallback',
      operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
      apply: { state: 'running' },
      faults: { read: 1 },
    });
    const kernel = new Kernel(system as never);
    const found = explore(kernel).findings.find(({ property }) => property.name === 'no-false-terminal');
    const execution = new ModelExecution(kernel);
    const labels = (found?.path?.choices ?? []).map((id) => {
      const possible = execution.possible().find(({ choice }) => choice === kernel.choice(id))!;
      execution.take(possible);
      return possible.label;
    });
    const trace = await replay(new ModelExecution(kernel), labels, { properties: system.properties as never });
    const text = renderTimeline(trace, { row: stateRow, actors: Object.keys(system.actors) });
    expect(labels.length).toBeGreaterThan(0);
    for (const word of labels.flatMap((label) => label.split(' '))) expect(text).toContain(word);
    expect(text).toContain('listOperations#1 ✗ fails: timeout');
    expect(text).toContain(`✗ no-false-terminal: ${found?.path?.message}`);
  });
});
