import { describe, expect, it } from 'vitest';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { factsOf, variantIn, withoutNumber, type StepFacts } from '../../../src/sim/execution/step-facts.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { Random } from '../../../src/sim/data/random.ts';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { readLabel } from '../../read-label.ts';
import { SYSTEMS } from '../systems.ts';

describe('what a step is about', () => {
  const reads: [string, string | null, StepFacts][] = [
    ['clerk receives GO', 'clerk', { kind: 'receive' }],
    ['clerk timer backoff fires', 'clerk', { kind: 'fire' }],
    ['crash clerk', 'clerk', { kind: 'crash' }],
    ['restart clerk', 'clerk', { kind: 'restart' }],
    ['customer submits', null, { kind: 'happen' }],
    ['clerk list#2 is answered', 'clerk', { kind: 'answer', request: { source: 'list', name: 'list#2' } }],
    [
      'clerk list(0.a.b)#2 takes effect',
      'clerk',
      { kind: 'effect', variant: { kind: 'fresh' }, request: { source: 'list', name: 'list(0.a.b)#2' } },
    ],
    [
      'clerk list#12 takes effect, stale by 3 versions',
      'clerk',
      { kind: 'effect', variant: { kind: 'stale', versions: 3 }, request: { source: 'list', name: 'list#12' } },
    ],
    [
      'clerk pay#1 takes effect, acknowledgement lost',
      'clerk',
      { kind: 'effect', variant: { kind: 'unacknowledged' }, request: { source: 'pay', name: 'pay#1' } },
    ],
    [
      'clerk pay#1 takes effect, declined',
      'clerk',
      {
        kind: 'effect',
        variant: { kind: 'distorted', distortion: 'declined' },
        request: { source: 'pay', name: 'pay#1' },
      },
    ],
    ['clerk pay#1 fails: timeout', 'clerk', { kind: 'fail', request: { source: 'pay', name: 'pay#1' } }],
  ];

  it.each(reads)('is read off "%s" of %s', (label, actor, facts) => {
    expect(readLabel(label, actor)).toEqual(facts);
  });

  const systems = [...SYSTEMS, rolloutSystem({ operations: 2, faults: { read: 1, stale: 1, ack: 1, crash: 1 } })];

  it('is the same as data and read off the label, along random runs of systems of every kind', () => {
    let steps = 0;
    for (const system of systems) {
      const execution = new ModelExecution(new Kernel(system));
      const random = new Random('facts');
      for (let step = 0; step < 60; step += 1) {
        const possible = execution.possible();
        if (possible.length === 0) break;
        for (const { choice, label } of possible) {
          expect(readLabel(label, choice.actor)).toEqual(factsOf(choice, label));
          if (choice.act.kind === 'effect')
            expect(variantIn(withoutNumber(label))).toEqual(factsOf(choice, label).variant);
          steps += 1;
        }
        execution.take(possible[random.below(possible.length)]!);
      }
    }
    expect(steps).toBeGreaterThan(500);
  });
});
