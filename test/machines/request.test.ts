import { describe, expect, it } from 'vitest';
import {
  answer,
  askFor,
  isReleased,
  NO_REQUESTS,
  REQUEST_KINDS,
  type RequestKind,
  type Requests,
} from '../../src/machines/request.ts';

const asked = (...kinds: readonly RequestKind[]): Requests => kinds.reduce(askFor, NO_REQUESTS);

describe('a control request', () => {
  it.each(REQUEST_KINDS)('to %s waits once it is made, and twice is once', (kind) => {
    expect(asked(kind)).toEqual({ ...NO_REQUESTS, [kind]: 'pending' });
    expect(asked(kind, kind)).toEqual(asked(kind));
  });

  it.each(REQUEST_KINDS)('to %s keeps its answer until it is made again', (kind) => {
    const completed = answer(asked(kind), kind, 'complete');
    expect(completed[kind]).toBe('completed');
    expect(answer(completed, kind, 'fail')).toEqual(completed);
    expect(askFor(completed, kind)[kind]).toBe('pending');
    expect(answer(NO_REQUESTS, kind, 'complete')).toEqual(NO_REQUESTS);
  });

  it.each<[RequestKind, RequestKind]>([
    ['start', 'stop'],
    ['stop', 'start'],
    ['cancel', 'stop'],
    ['cancel', 'start'],
    ['stop', 'cutover'],
    ['cancel', 'cutover'],
    ['revert', 'cutover'],
    ['revert', 'skip_revert'],
    ['skip_revert', 'revert'],
  ])('to %s gives up one to %s that still waits, and leaves one that has its answer', (later, earlier) => {
    expect(asked(earlier, later)).toMatchObject({ [earlier]: 'failed', [later]: 'pending' });
    const completed = answer(asked(earlier), earlier, 'complete');
    expect(askFor(completed, later)[earlier]).toBe('completed');
  });

  it('to release holds from the moment that it is made, and nothing takes it back', () => {
    expect(isReleased(NO_REQUESTS)).toBe(false);
    for (const requests of [asked('release'), asked('release', 'cancel', 'stop', 'start')]) {
      expect(isReleased(requests)).toBe(true);
      expect(isReleased(answer(requests, 'release', 'complete'))).toBe(true);
    }
  });
});
