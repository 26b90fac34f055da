/** Modules of the book "Specifying Systems". */
import type { AnySystem, Json } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { combinations, each, manifest, range, SEVERAL_INITIAL_STATES, variables, type Step } from '../variables.ts';

type Now = { readonly [variable: string]: Json };

const hourClock = (): AnySystem =>
  variables({
    name: 'HourClock',
    initial: range(1, 12).map((hr) => ({ hr })),
    actions: { tick: ({ hr }) => ({ hr: (hr % 12) + 1 }) },
    invariants: { 'the hour is one of twelve': ({ hr }) => hr >= 1 && hr <= 12 },
    goals: { noon: ({ hr }) => hr === 12 },
  });

/** A value on its way: it is there from the moment at which `rdy` differs from `ack`. */
interface Channel {
  readonly val: string;
  readonly rdy: number;
  readonly ack: number;
}

const DATA = ['d1', 'd2', 'd3'];
const isFree = ({ rdy, ack }: Channel): boolean => rdy === ack;
const filled = ({ rdy, ack }: Channel, val: string): Channel => ({ val, rdy: 1 - rdy, ack });
const emptied = ({ val, rdy, ack }: Channel): Channel => ({ val, rdy, ack: 1 - ack });
const freeChannels = (data: readonly string[]): Channel[] =>
  data.flatMap((val) => [0, 1].map((bit) => ({ val, rdy: bit, ack: bit })));

const channelOf = (now: Now, name: string): Channel => now[name] as unknown as Channel;
const asJson = (channel: Channel): Json => ({ ...channel });

const asynchronousInterface = (): AnySystem =>
  variables<Now>({
    name: 'AsynchInterface',
    initial: freeChannels(DATA).map((channel) => ({ channel: asJson(channel) })),
    actions: {
      ...each(DATA, (val): [string, Step<Now>][] => [
        [
          `send ${val}`,
          (now) =>
            isFree(channelOf(now, 'channel')) ? { channel: asJson(filled(channelOf(now, 'channel'), val)) } : null,
        ],
      ]),
      receive: (now) =>
        isFree(channelOf(now, 'channel')) ? null : { channel: asJson(emptied(channelOf(now, 'channel'))) },
    },
    goals: { 'a value arrives': (now) => isFree(channelOf(now, 'channel')) },
  });

/** A buffer between two channels; TLC looks at queues of `most` messages and no longer ones. */
function fifo(messages: readonly string[], most: number): AnySystem {
  const queue = (now: Now): readonly string[] => now['q'] as readonly string[];
  return variables<Now>({
    name: 'InnerFIFO',
    initial: freeChannels(messages).flatMap((one) =>
      freeChannels(messages).map((other) => ({ in: asJson(one), out: asJson(other), q: [] })),
    ),
    actions: {
      ...each(messages, (message): [string, Step<Now>][] => [
        [
          `send ${message}`,
          (now) => (isFree(channelOf(now, 'in')) ? { in: asJson(filled(channelOf(now, 'in'), message)) } : null),
        ],
      ]),
      'buffer receives': (now) => {
        const channel = channelOf(now, 'in');
        if (isFree(channel)) return null;
        return queue(now).length === most ? {} : { in: asJson(emptied(channel)), q: [...queue(now), channel.val] };
      },
      'buffer sends': (now) => {
        const [first, ...rest] = queue(now);
        if (first === undefined || !isFree(channelOf(now, 'out'))) return null;
        return { out: asJson(filled(channelOf(now, 'out'), first)), q: rest };
      },
      receive: (now) => (isFree(channelOf(now, 'out')) ? null : { out: asJson(emptied(channelOf(now, 'out'))) }),
    },
    goals: { 'the way out is free': (now) => isFree(channelOf(now, 'out')) },
  });
}

const PROCESSORS = ['p1', 'p2'];
const ADDRESSES = ['a1', 'a2', 'a3'];
const VALUES = ['v1', 'v2'];

/** Everything that a processor may ask for. */
const REQUESTS: readonly (readonly string[])[] = ADDRESSES.flatMap((address) => [
  ['Rd', address],
  ...VALUES.map((value) => ['Wr', address, value]),
]);

/** A processor of the linearizable memory: it asks, the memory does it, the processor is answered. */
function processor(p: string): [string, Step<Now>][] {
  const [ctl, buf] = [`ctl ${p}`, `buf ${p}`];
  const asks = REQUESTS.map((request): [string, Step<Now>] => [
    `${p} asks for ${request.join(' ')}`,
    (now) => (now[ctl] === 'rdy' ? { interface: [p, request], [buf]: request, [ctl]: 'busy' } : null),
  ]);
  const does: Step<Now> = (now) => {
    if (now[ctl] !== 'busy') return null;
    const [op, address, value] = now[buf] as [string, string, string];
    if (op === 'Wr') return { [address]: value, [buf]: 'NoVal', [ctl]: 'done' };
    return { [buf]: now[address] as Json, [ctl]: 'done' };
  };
  const answered: Step<Now> = (now) =>
    now[ctl] === 'done' ? { interface: [p, now[buf] as Json], [ctl]: 'rdy' } : null;
  return [...asks, [`the memory serves ${p}`, does], [`${p} is answered`, answered]];
}

function internalMemory(): AnySystem {
  const idle = Object.fromEntries(PROCESSORS.flatMap((p) => [[`ctl ${p}`, 'rdy'] as const, [`buf ${p}`, 'NoVal']]));
  return variables<Now>({
    name: 'InternalMemory',
    initial: combinations(ADDRESSES, VALUES).map((memory) => ({ ...memory, ...idle, interface: ['p1', 'NoVal'] })),
    actions: each(PROCESSORS, processor),
    goals: Object.fromEntries(PROCESSORS.map((p) => [`${p} is served`, (now: Now) => now[`ctl ${p}`] === 'rdy'])),
  });
}

const SENT = ['d1', 'd2'];

/** What the alternating bit protocol does, without its channels. */
const alternatingBitAbstractly = (): AnySystem =>
  variables<Now>({
    name: 'ABCorrectness',
    initial: [0, 1].flatMap((bit) =>
      combinations(['sent', 'rcvd'], SENT).map((data) => ({ sBit: bit, sAck: bit, rBit: bit, ...data })),
    ),
    actions: {
      ...each(SENT, (d): [string, Step<Now>][] => [
        [`send ${d}`, ({ sAck, sBit }) => (sAck === sBit ? { sent: d, sBit: 1 - (sBit as number) } : null)],
      ]),
      receive: ({ rBit, sBit, sent }) => (rBit === sBit ? null : { rBit: sBit as Json, rcvd: sent as Json }),
      'receive the acknowledgement': ({ rBit, sAck }) => (rBit === sAck ? null : { sAck: rBit as Json }),
    },
    goals: { 'what was sent is received': ({ sent, rcvd }) => sent === rcvd },
  });

const MESSAGES = 2;
const ACKNOWLEDGEMENTS = 2;

const listOf = (value: Json | undefined): readonly Json[] => value as readonly Json[];

/** What a queue becomes with one more, or the step that stays where it would be too long. */
function appended(now: Now, queue: string, most: number, item: Json): Partial<Now> {
  const items = listOf(now[queue]);
  return items.length === most ? {} : { [queue]: [...items, item] };
}

const loses =
  (queue: string, place: number): Step<Now> =>
  (now) => {
    const items = listOf(now[queue]);
    return place < items.length ? { [queue]: items.toSpliced(place, 1) } : null;
  };

function alternatingBit(): AnySystem {
  const sends =
    (d: string): Step<Now> =>
    (now) => {
      if (now['sAck'] !== now['sBit']) return null;
      const bit = 1 - (now['sBit'] as number);
      if (listOf(now['msgQ']).length === MESSAGES) return {};
      return { sent: d, sBit: bit, ...appended(now, 'msgQ', MESSAGES, [bit, d]) };
    };
  return variables<Now>({
    name: 'AlternatingBit',
    initial: [0, 1].flatMap((bit) =>
      combinations(['sent', 'rcvd'], SENT).map((data) => ({
        sBit: bit,
        sAck: bit,
        rBit: bit,
        msgQ: [],
        ackQ: [],
        ...data,
      })),
    ),
    actions: {
      ...each(SENT, (d) => [[`send ${d}`, sends(d)]]),
      'send again': (now) =>
        now['sAck'] === now['sBit']
          ? null
          : appended(now, 'msgQ', MESSAGES, [now['sBit'] as Json, now['sent'] as Json]),
      receive: (now) => {
        const [first, ...rest] = listOf(now['msgQ']);
        if (first === undefined) return null;
        const [bit, d] = first as [number, string];
        return { msgQ: rest, rBit: bit, rcvd: d };
      },
      acknowledge: (now) => appended(now, 'ackQ', ACKNOWLEDGEMENTS, now['rBit'] as Json),
      'receive the acknowledgement': (now) => {
        const [first, ...rest] = listOf(now['ackQ']);
        return first === undefined ? null : { ackQ: rest, sAck: first };
      },
      ...each(range(0, MESSAGES - 1), (place) => [[`message ${place} is lost`, loses('msgQ', place)]]),
      ...each(range(0, ACKNOWLEDGEMENTS - 1), (place) => [[`acknowledgement ${place} is lost`, loses('ackQ', place)]]),
    },
  });
}

const CONSTRAINED = {
  ...SEVERAL_INITIAL_STATES,
  text: `${SEVERAL_INITIAL_STATES.text}; a step out of TLC's state constraint is one that stays`,
};

const source = (model: string): string => manifest('SpecifyingSystems', model);

export const SPECIFYING_SYSTEMS: readonly Oracle[] = [
  {
    name: 'HourClock',
    family: 'TLA+',
    source: source('HourClock.cfg'),
    published: { states: 12, generated: 24, depth: 1 },
    difference: SEVERAL_INITIAL_STATES,
    system: hourClock,
  },
  {
    name: 'AsynchInterface, 3 values',
    family: 'TLA+',
    source: source('AsynchInterface.cfg'),
    published: { states: 12, generated: 30, depth: 2 },
    difference: SEVERAL_INITIAL_STATES,
    system: asynchronousInterface,
  },
  {
    name: 'InnerFIFO, 3 messages, queues of 3',
    family: 'TLA+',
    source: source('MCInnerFIFO.cfg'),
    published: { states: 3864, generated: 9660, depth: 11 },
    difference: CONSTRAINED,
    system: () => fifo(['m1', 'm2', 'm3'], 3),
  },
  {
    name: 'InternalMemory, 2 processors, 3 addresses, 2 values',
    family: 'TLA+',
    source: source('MCInternalMemory.cfg'),
    published: { states: 4408, generated: 21_400, depth: 10 },
    difference: SEVERAL_INITIAL_STATES,
    system: internalMemory,
  },
  {
    name: 'ABCorrectness, 2 values',
    family: 'TLA+',
    source: source('ABCorrectness.cfg'),
    published: { states: 20, generated: 36, depth: 3 },
    difference: SEVERAL_INITIAL_STATES,
    system: alternatingBitAbstractly,
  },
  {
    name: 'AlternatingBit, 2 values, queues of 2',
    family: 'TLA+',
    source: source('MCAlternatingBit.cfg'),
    published: { states: 240, generated: 1392, depth: 10 },
    difference: CONSTRAINED,
    system: alternatingBit,
  },
];
