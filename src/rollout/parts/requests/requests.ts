/** Requests as rows that a control loop carries out; without this part, what is asked for is done in the same instant. */
import { answer, isTerminal, type ApplyInput, type ControlWork } from '../../../machines/index.ts';
import { BLOCKED } from '../../../sim/index.ts';
import { control, controlServices, requestActions } from '../../base/modelled-control.ts';
import { mayComeAgain, repeatedStops } from '../../base/redelivery.ts';
import { withPartService, withSight } from '../../base/mutations.ts';
import type { Mutant } from '../../base/mutant.ts';
import type { Part } from '../../base/part.ts';
import { rowsOf } from '../../base/modelled-store.ts';
import { requestProperties } from './request-properties.ts';

const MUTANTS: readonly Mutant[] = [
  {
    name: 'blind-claim',
    summary: 'a claim does not look whether a stop was requested',
    mutate: withSight('claim', (cell, value) => (cell === 'control' && value === 'stop' ? 'none' : value)),
  },
  {
    name: 'stop-by-drives',
    summary: 'a stop is carried out only while some operation is in flight',
    mutate: withPartService<ApplyInput>('takeRequest', (run) => (input, tx, self) => {
      const kind = run(input, tx, self);
      return kind === 'stop' && rowsOf(tx).every(({ started, state }) => !started || isTerminal(state))
        ? BLOCKED
        : kind;
    }),
  },
  {
    name: 'hasty-answer',
    summary: 'a request is answered as completed before it shows in the rows',
    mutate: withPartService<ControlWork>('answerRequest', (run) => (work, tx, self) => {
      const result = run(work, tx, self);
      if (result === 'open') tx.write('requests', answer(tx.read('requests'), work.request, 'complete'));
      return 'answered';
    }),
  },
  {
    name: 'rows-alone',
    summary: 'a stop or a cancel moves the rows, and the engines are not told',
    mutate: withPartService('commandEngines', () => () => null),
  },
  {
    name: 'blunt-cancel',
    summary: 'a cancel writes the apply itself',
    mutate: withPartService<ControlWork>('moveRows', (run) => (work, tx, self) => {
      const apply = tx.read('apply');
      const moved = run(work, tx, self);
      if (work.request === 'cancel') tx.write('apply', { ...apply, state: 'cancelled', completedAt: 'stamped' });
      return moved;
    }),
  },
];

export const REQUESTS: Part = {
  name: 'requests',
  brings: { requests: true },
  within: ({ requests }) => (requests === true ? 'rows that a control loop carries out' : null),
  faults: {
    duplicate: 'a stop reaches an engine once more, at any time after it was told to stop (with requests)',
    start: 'the operator starts a stopped apply again (with requests; without them that is no disturbance)',
  },
  actors: (scene) => ({ control: control(scene) }),
  services: (services, scene) => ({ ...services, ...controlServices(scene) }),
  cells: (scene) => (mayComeAgain(scene) ? { told: {} } : {}),
  environment: (scene) => ({ ...requestActions(scene), ...(mayComeAgain(scene) ? repeatedStops(scene) : {}) }),
  properties: requestProperties,
  mutants: MUTANTS,
};
