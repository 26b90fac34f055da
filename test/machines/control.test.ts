import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import { describe, expect, it } from 'vitest';
import { controlMachine, type ControlAnswer } from '../../src/machines/control.ts';
import type { RequestKind } from '../../src/machines/request.ts';

type Snapshot = SnapshotFrom<typeof controlMachine>;

const [begun] = initialTransition(controlMachine, { apply: 'one', protocol: { commands: 'numbered' } });

const answered = (snapshot: Snapshot, source: string, output: unknown): Snapshot =>
  transition(controlMachine, snapshot, { type: `xstate.done.actor.${source}`, output } as never)[0];
const failed = (snapshot: Snapshot, source: string): Snapshot =>
  transition(controlMachine, snapshot, {
    type: `xstate.error.actor.${source}`,
    error: new Error('timeout'),
  } as never)[0];

const taken = (request: RequestKind): Snapshot => answered(begun, 'takeRequest', request);

describe('the control loop', () => {
  it.each(['stop', 'cancel'] as const)(
    'tells the engines to %s before it moves the rows, and answers last',
    (request) => {
      const commanding = taken(request);
      const moving = answered(commanding, 'commandEngines', null);
      const answering = answered(moving, 'moveRows', null);
      expect([commanding, moving, answering].map(({ value }) => value)).toEqual(['commanding', 'moving', 'answering']);
      expect(answering.context.request).toBe(request);
    },
  );

  it.each(['revert', 'skip_revert'] as const)(
    'tells the engines to %s, and leaves the rows to the drives',
    (request) => {
      const commanding = taken(request);
      expect([commanding.value, answered(commanding, 'commandEngines', null).value]).toEqual([
        'commanding',
        'answering',
      ]);
    },
  );

  it('begins a cutover in its row, and leaves the engine to the drive', () => {
    const moving = taken('cutover');
    expect([moving.value, answered(moving, 'moveRows', null).value]).toEqual(['moving', 'answering']);
  });

  it.each(['start', 'release'] as const)('has nothing to do for a %s but to answer it', (request) => {
    expect(taken(request)).toMatchObject({ value: 'answering', context: { request } });
  });

  it.each<[ControlAnswer, string]>([
    ['answered', 'taking'],
    ['open', 'waiting'],
  ])('goes on once a request is %s: %s', (output, next) => {
    expect(answered(taken('release'), 'answerRequest', output).value).toBe(next);
  });

  it('waits after whatever fails, and takes the request anew', () => {
    const moving = answered(taken('stop'), 'commandEngines', null);
    const places: readonly (readonly [Snapshot, string])[] = [
      [begun, 'takeRequest'],
      [taken('stop'), 'commandEngines'],
      [moving, 'moveRows'],
      [answered(moving, 'moveRows', null), 'answerRequest'],
    ];
    for (const [snapshot, source] of places)
      expect([source, failed(snapshot, source).value]).toEqual([source, 'waiting']);
    const [again] = transition(controlMachine, failed(taken('stop'), 'commandEngines'), {
      type: 'xstate.after.pollInterval.control.waiting',
    } as never);
    expect(again).toMatchObject({ value: 'taking', context: begun.context });
  });
});
