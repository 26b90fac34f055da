/** Cells of machines that work through pallets and cards. */
import { moves, type Net, type Transition } from './net.ts';
import { range } from './range.ts';

type Named = readonly (readonly [string, Transition])[];

/** Kanban: four cells with n cards each; what leaves cell 4 goes through cells 2 and 3 at once, and both are joined in cell 1. */
export function kanban(n: number): Net {
  const cells = range(1, 4);
  const inCell = (i: number): Named => [
    [`${i} is done`, moves([`machine ${i}`], [`out ${i}`])],
    [`${i} has to be done again`, moves([`machine ${i}`], [`rework ${i}`])],
    [`${i} is done again`, moves([`rework ${i}`], [`machine ${i}`])],
  ];
  return {
    places: Object.fromEntries(
      cells.flatMap((i) => [[`cards ${i}`, n], ...['machine', 'rework', 'out'].map((place) => [`${place} ${i}`, 0])]),
    ),
    transitions: Object.fromEntries([
      ...cells.flatMap(inCell),
      ['enters', moves(['cards 4'], ['machine 4'])],
      ['is split', moves(['out 4', 'cards 2', 'cards 3'], ['cards 4', 'machine 2', 'machine 3'])],
      ['is joined', moves(['out 2', 'out 3', 'cards 1'], ['cards 2', 'cards 3', 'machine 1'])],
      ['leaves', moves(['out 1'], ['cards 1'])],
    ]),
  };
}

/** Works on a part at a machine of that kind: waits, is worked on, is done. */
const worked = (part: string, machine: string, done: string): Named => [
  [`${part} waits`, moves([part], [`${part} waits`])],
  [`${part} is worked on`, moves([`${part} waits`, machine], [`${part} at work`])],
  [`${part} is finished`, moves([`${part} at work`], [machine, done])],
];

/**
 * FMS: n pallets of each of three kinds of parts, three machines of the first type, one of the second, two of the third. Parts of
 * kinds 1 and 2 may be joined. What is shipped comes back as raw parts, one at a time: in the timed net of the literature (SMART's
 * `fms.sm`) all come back at once, and in the contest's, which is without time and has arcs of a fixed weight, they do not.
 */
export function fms(n: number): Net {
  const named: Named = [
    ...worked('part 1', 'machine 1', 'done 1'),
    ...worked('part 2', 'machine 2', 'done 2'),
    ...worked('part 12', 'machine 3', 'ship 12'),
    ['done 1 is shipped', moves(['done 1'], ['ship 1'])],
    ['done 1 is to be joined', moves(['done 1'], ['join 1'])],
    ['done 2 is shipped', moves(['done 2'], ['ship 2'])],
    ['done 2 is to be joined', moves(['done 2'], ['join 2'])],
    ['is joined', moves(['join 1', 'join 2'], ['part 12'])],
    ['part 3 waits', moves(['part 3'], ['part 3 waits'])],
    ['part 3 is finished', moves(['part 3 waits', 'machine 2'], ['machine 2', 'ship 3'])],
    ...[1, 2, 3].map((i) => [`ship ${i} comes back`, moves([`ship ${i}`], [`part ${i}`])] as const),
    ['ship 12 comes back', moves(['ship 12'], ['part 1', 'part 2'])],
  ];
  const used = named.flatMap(([, { takes, gives }]) => [...Object.keys(takes), ...Object.keys(gives)]);
  const initial = { 'part 1': n, 'part 2': n, 'part 3': n, 'machine 1': 3, 'machine 2': 1, 'machine 3': 2 };
  return {
    places: { ...Object.fromEntries(used.map((place) => [place, 0])), ...initial },
    transitions: Object.fromEntries(named),
  };
}
