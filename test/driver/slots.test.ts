import { expect, it } from 'vitest';
import { createSlots } from '../../src/driver/slots.ts';

const never = new AbortController().signal;

it('gives slots in the order in which they were asked for', async () => {
  const slots = createSlots(1);
  const order: string[] = [];
  await slots.take(never);
  const waiting = ['first', 'second'].map((name) => slots.take(never).then(() => order.push(name)));
  slots.free();
  await waiting[0];
  expect(order).toEqual(['first']);
  slots.free();
  await waiting[1];
  expect(order).toEqual(['first', 'second']);
});

it('a wait that is aborted leaves its place in the queue', async () => {
  const slots = createSlots(1);
  await slots.take(never);
  const stop = new AbortController();
  const given = slots.take(stop.signal);
  const next = slots.take(never);
  stop.abort();
  await expect(given).rejects.toThrow('abort');
  slots.free();
  await next;
});

it('refuses a wait that was aborted before it began', async () => {
  await expect(createSlots(1).take(AbortSignal.abort())).rejects.toThrow('abort');
});
