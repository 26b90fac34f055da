import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectLine, projectWords } from '../../../src/cli/project/project-rows.ts';
import { projectStates } from '../../../src/machines/project.ts';
import { normaliseState, STATES } from '../../../src/machines/vocabulary.ts';
import { UserError } from '../../../src/user-error.ts';
import { oracleRollout } from '../../machines/oracle.ts';

/** Objects of one line in which failures, policies and flags really meet, each optional field sometimes missing. */
const objects = fc.array(
  fc.record(
    {
      state: fc.oneof(fc.constantFrom('failed', 'pending', 'running', 'stopped'), fc.constantFrom(...STATES)),
      onFailure: fc.constantFrom('halt', 'continue', 'pause', 'Pause'),
      released: fc.boolean(),
      orphaned: fc.boolean(),
      neverStarted: fc.boolean(),
    },
    { requiredKeys: ['state'] },
  ),
  { maxLength: 5 },
);

/** The message of the UserError that the call throws. */
function complaint(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return expect.fail('expected a UserError');
}

describe('projectWords', () => {
  it('projects words without a policy as states', () => {
    expect(projectWords(['completed', 'running'], {})).toBe('running');
    expect(projectWords([], {})).toBe('pending');
  });

  it('normalises case, synonyms and unknown words', () => {
    expect(projectWords(['COMPLETE', 'Completed'], {})).toBe('completed');
    expect(projectWords(['complete', 'no_such_state'], {})).toBe('pending');
  });

  it.each([
    ['halt', false, 'failed'],
    ['continue', false, 'running_degraded'],
    ['pause', false, 'paused'],
    ['halt', true, 'failed'],
    ['continue', true, 'running_degraded'],
    ['pause', true, 'running_degraded'],
  ])('gives every word the policy %s, released: %s', (policy, released, expected) => {
    expect(projectWords(['failed', 'pending'], { policy, released })).toBe(expected);
  });

  it('takes the words in deployment order', () => {
    expect(projectWords(['failed', 'running'], { policy: 'pause' })).toBe('paused');
    expect(projectWords(['running', 'failed'], { policy: 'pause' })).toBe('running_degraded');
  });

  it('counts a stopped word as begun', () => {
    expect(projectWords(['failed', 'stopped'], { policy: 'halt' })).toBe('running_degraded');
  });

  it('names the nearest policy when it does not know one', () => {
    expect(complaint(() => projectWords(['failed'], { policy: 'pasue' }))).toBe(
      'unknown policy "pasue". Did you mean "pause"? Known: halt, continue, pause',
    );
    expect(complaint(() => projectWords(['failed'], { policy: 'Halt' }))).toContain('Did you mean "halt"?');
  });

  it('refuses a release without a policy', () => {
    expect(complaint(() => projectWords(['failed'], { released: true }))).toContain('--policy pause');
  });
});

describe('projectLine', () => {
  it.each([
    ['[]', 'pending'],
    ['["COMPLETE", "completed"]', 'completed'],
    ['["completed", "whatever"]', 'pending'],
    ['  ["failed", "running"]\r', 'failed'],
    ['[{"state":"failed","onFailure":"halt"},{"state":"pending","onFailure":"halt"}]', 'failed'],
    ['[{"state":"FAILED","onFailure":"continue"},{"state":"pending","onFailure":"halt"}]', 'running_degraded'],
    ['[{"state":"failed","onFailure":"pause"},{"state":"pending","onFailure":"pause"}]', 'paused'],
    ['[{"state":"failed","onFailure":"whatever"},{"state":"pending","onFailure":"halt"}]', 'failed'],
    ['[{"state":"failed","onFailure":"Continue"},{"state":"pending","onFailure":"halt"}]', 'failed'],
    ['[{"state":"failed","onFailure":"halt"},{"state":"stopped","onFailure":"halt"}]', 'running_degraded'],
    ['[{"state":"failed","onFailure":"halt"},{"state":"stopped","onFailure":"halt","neverStarted":true}]', 'failed'],
    ['[{"state":"failed","onFailure":"continue"},{"state":"pending","onFailure":"halt","orphaned":true}]', 'failed'],
    ['[{"state":"failed","onFailure":"continue"},{"state":"running","onFailure":"halt","orphaned":true}]', 'failed'],
    ['[{"state":"failed","onFailure":"continue","orphaned":true},{"state":"pending"}]', 'running_degraded'],
    ['[{"state":"failed"}]', 'failed'],
    ['[{"state":"failed"},{"state":"pending","onFailure":"continue"}]', 'failed'],
    ['[{"state":"failed"},{"state":"running"}]', 'running_degraded'],
    ['[{"state":"completed"},{"state":"running"}]', 'running'],
  ])('projects %s to %s', (line, expected) => {
    expect(projectLine(line)).toBe(expected);
  });

  it.each([
    [[], 'paused'],
    [[0], 'paused'],
    [[1], 'paused'],
    [[2], 'paused'],
    [[0, 2], 'paused'],
    [[1, 2], 'paused'],
    [[0, 1], 'running_degraded'],
    [[0, 1, 2], 'running_degraded'],
  ])('releases only the objects that say so: of two failed before a pending one, %j', (releasing, expected) => {
    const line = ['failed', 'failed', 'pending'].map((state, index) => ({
      state,
      onFailure: 'pause',
      released: releasing.includes(index),
    }));
    expect(projectLine(JSON.stringify(line))).toBe(expected);
  });

  it.each(['halt', 'Pause', ''])('does not soften the policy %j by a release', (onFailure) => {
    const line = [{ state: 'failed', onFailure, released: true }, { state: 'pending' }];
    expect(projectLine(JSON.stringify(line))).toBe('failed');
  });

  it('does not soften a missing policy by a release, because that is halt', () => {
    expect(projectLine('[{"state":"failed","released":true},{"state":"pending"}]')).toBe('failed');
  });

  it('takes a missing policy for halt', () => {
    fc.assert(
      fc.property(objects, (line) => {
        const spelt = line.map((object) => ({ onFailure: 'halt', ...object }));
        expect(projectLine(JSON.stringify(line))).toBe(projectLine(JSON.stringify(spelt)));
      }),
    );
  });

  it('takes a released pause for continue, on the object that says so and on no other', () => {
    fc.assert(
      fc.property(objects, (line) => {
        const spelt = line.map(({ released, ...object }) =>
          released === true && object.onFailure === 'pause' ? { ...object, onFailure: 'continue' } : object,
        );
        expect(projectLine(JSON.stringify(line))).toBe(projectLine(JSON.stringify(spelt)));
      }),
    );
  });

  it('takes a missing flag for false', () => {
    fc.assert(
      fc.property(objects, (line) => {
        const spelt = line.map((object) => ({ released: false, orphaned: false, neverStarted: false, ...object }));
        expect(projectLine(JSON.stringify(line))).toBe(projectLine(JSON.stringify(spelt)));
      }),
    );
  });

  it('gives objects what the rollout rules give their children', () => {
    fc.assert(
      fc.property(objects, (line) => {
        const children = line.map(
          ({ state, onFailure = 'halt', released, orphaned = false, neverStarted = false }) => ({
            state,
            onFailure: released === true ? onFailure.replace(/^pause$/, 'continue') : onFailure,
            orphaned,
            neverStarted,
          }),
        );
        expect(projectLine(JSON.stringify(line))).toBe(oracleRollout(children, false));
      }),
    );
  });

  it('gives strings what projectStates gives their states', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...STATES))), (words) => {
        expect(projectLine(JSON.stringify(words))).toBe(projectStates(words.map(normaliseState)));
      }),
    );
  });

  it('gives objects of one policy what projectWords gives their words', () => {
    const policies = fc.constantFrom('halt', 'continue', 'pause');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATES)), policies, fc.boolean(), (words, policy, released) => {
        const objects = words.map((state) => ({ state, onFailure: policy, released }));
        expect(projectLine(JSON.stringify(objects))).toBe(projectWords(words, { policy, released }));
      }),
    );
  });
});

describe('projectLine on bad input', () => {
  it.each([
    ['', /^expected a JSON array, got "", which is not JSON\. Example: \["completed"/],
    ['completed running', /^expected a JSON array, got "completed running", which is not JSON\. Example: /],
    ['{"state":"failed"}', /^expected a JSON array, got \{"state":"failed"\}\. Example: /],
    ['"failed"', /^expected a JSON array, got "failed"\. Example: /],
    ['["failed", 3]', /^element 1: expected a state word or an object, got 3\. Example: /],
    ['[null]', /^element 0: expected a state word or an object, got null\. Example: /],
    ['[["failed"]]', /^element 0: expected a state word or an object, got \["failed"\]\. Example: /],
    [
      '["a", "b", {"state":"failed"}]',
      /^element 2: \{"state":"failed"\} after a state word\. Give state words only or/,
    ],
    ['[{"state":"failed","onFailure":"halt"}, "b"]', /^element 1: "b" after an object\. Give state words only or/],
    ['[{"onFailure":"halt"}]', /^element 0: field "state" is missing, expected a string\. Example: /],
    ['[{"state":1,"onFailure":"halt"}]', /^element 0: field "state" is 1, expected a string\. Example: /],
    [
      '[{"state":"a","onFailure":"halt"},{"state":"a","onFailure":null}]',
      /^element 1: field "onFailure" is null, expected a string\. /,
    ],
    [
      '[{"state":"a","onFailure":"halt","released":"yes"}]',
      /^element 0: field "released" is "yes", expected a boolean\./,
    ],
    ['[{"state":"a","onFailure":"halt","orphaned":0}]', /^element 0: field "orphaned" is 0, expected a boolean\. /],
    [
      '[{"state":"a","onFailure":"halt","neverStarted":null}]',
      /^element 0: field "neverStarted" is null, expected a b/,
    ],
    [
      '[{"state":"a","onFailure":"halt","orphan":true}]',
      /^element 0: unknown field "orphan"\. Did you mean "orphaned"\? Known: state, onFailure, released, orphaned, neverStarted$/,
    ],
    [
      '[{"state":"a","onFailure":"halt","__proto__":{"orphaned":true}}]',
      /^element 0: unknown field "__proto__"\. Known: /,
    ],
  ])('%s', (line, message) => {
    expect(complaint(() => projectLine(line))).toMatch(message);
  });

  it('quotes no more of a long line than fits in a sentence', () => {
    expect(complaint(() => projectLine('x'.repeat(10_000))).length).toBeLessThan(300);
  });

  it('throws nothing but a UserError, whatever the line', () => {
    const lines = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.jsonValue()).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(lines, (line) => {
        try {
          expect(STATES).toContain(projectLine(line));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
