/** What a check seems to test and doesn't, and what may keep it from ever ending, for people. */
import type { Growth, MemoryUse, Vacuity } from '../../sim/index.ts';
import type { CheckReport } from './check-report.ts';
import { counted, grouped } from '../terminal/text.ts';

/** What grows first is what to mend first; the rest often follows from it. */
const MOST = 3;
/** Letters of a text that are shown. */
const LONG = 40;

/** Properties that were asked nothing new. Faults and witnesses have words of their own. */
export function vacuousProperties({ vacuous = [] }: CheckReport): string[] {
  const safety = vacuous.filter(({ kind }) => kind === 'safety');
  const others = vacuous.filter(({ kind }) => kind === 'liveness');
  const told = safety.length > 1 ? [togetherText(safety)] : safety.map(({ message }) => message);
  return [...told, ...others.map(({ message }) => message)].map((text) => `vacuous: ${text}`);
}

/** In a check that is cut early, it is often the same with many. */
function togetherText(safety: readonly Vacuity[]): string {
  const names = safety.map(({ name }) => name).join(', ');
  return `${safety.length} safety properties were asked one question only, as nothing that they read ever changed: ${names}`;
}

/** What of the system never did anything. */
export function idleParts({ vacuous = [] }: CheckReport): string[] {
  const parts = vacuous.filter(({ kind }) => kind === 'environment' || kind === 'service');
  return parts.map(({ message }) => message);
}

/** What kept growing, and what to do about it. */
export function growing({ growth = [] }: CheckReport): string[] {
  const more = growth.length - MOST;
  return [
    ...growth
      .slice(0, MOST)
      .map((one) => `${grownText(one)}. While it grows there is no end of worlds: ${advice(one)}`),
    ...(more > 0 ? [`${counted(more, 'other value')} kept growing, too; --json lists them`] : []),
  ];
}

function grownText({ kind, where, grows, distinct, samples }: Growth): string {
  const [first, youngest] = samples.map(sampleText);
  if (kind === 'queue') return `the ${where} kept growing, from ${first} to ${youngest} entries so far`;
  if (grows === 'size') return `${where} kept growing, from ${first} to ${youngest} entries so far`;
  return `${where} kept growing: ${grouped(distinct)} different values so far, such as ${first} and ${youngest}`;
}

function sampleText(sample: string | number): string {
  if (typeof sample === 'number') return Number.isInteger(sample) ? grouped(sample) : String(sample);
  return JSON.stringify(sample.length > LONG ? `${sample.slice(0, LONG)}...` : sample);
}

function advice({ kind, grows }: Growth): string {
  if (kind === 'queue') return 'let the sender wait for an answer, or let the receiver drop what is out of date';
  if (grows === 'size') return 'keep the decision that it leads to, not the list';
  return 'bound it (count up to a limit, or modulo one), or take it out of what a world remembers';
}

/** What took the memory, each with what to do about it. */
export function costly({ memory }: CheckReport): string[] {
  if (memory === undefined) return [];
  const { bytes, uses } = memory;
  return uses.map((use) => {
    const share = Math.round((use.bytes / bytes) * 100);
    return `memory: ${useText(use)} takes ${mebibytes(use.bytes)} of ${mebibytes(bytes)} (${share} %)${reliefText(use)}`;
  });
}

const mebibytes = (bytes: number): string => `${grouped(Math.max(1, Math.round(bytes / 2 ** 20)))} MiB`;

function useText({ kind, name }: MemoryUse): string {
  switch (kind) {
    case 'worlds':
      return 'what was seen of worlds';
    case 'transitions':
      return 'what liveness keeps of transitions';
    case 'history':
      return 'what stale reads may still see of the store';
    case 'symmetry':
      return 'what is known of the symmetry';
    case 'threads':
      return 'what threads have in common';
    case 'other':
      return 'what else is known';
    case 'environment':
      return name === '' ? 'the environment' : `the action "${name}" of the environment`;
    case 'property':
    case 'service':
    case 'machine':
    case 'actor':
    case 'cell':
      return `${kind} "${name}"`;
  }
}

function reliefText({ kind }: MemoryUse): string {
  if (kind === 'property')
    return ': it keeps an answer for each combination of values that it has read. Let it read less, or ask for one member at a time (`each`)';
  if (kind === 'service' || kind === 'environment')
    return ': what it does is kept for each combination of values that it has read. Let it read less';
  const isValue = kind === 'machine' || kind === 'actor' || kind === 'cell';
  return isValue ? ': every different value is kept. Keep less in it, or bound it' : '';
}
