/** What may be wrong in one line about tasks. */
import type { TasksWrite } from '../../../machines/index.ts';
import { withGuards, withPartService } from '../../base/mutations.ts';
import type { Mutant } from '../../base/mutant.ts';

export const TASK_MUTANTS: readonly Mutant[] = [
  {
    name: 'skipped-task',
    summary: 'a task that cannot be read is left out of what its operation adds up to',
    mutate: withGuards({ knowsTasks: () => true }),
  },
  {
    name: 'forgetful-task',
    summary: 'a task that has failed takes what its engine reports later',
    mutate: withPartService<TasksWrite>('writeTasks', () => ({ operation, tasks }, tx) => {
      tx.write(`tasks:${operation}`, tasks);
      return null;
    }),
  },
  {
    name: 'lost-task-write',
    summary: 'the tasks of an operation are never written',
    mutate: withPartService('writeTasks', () => () => null),
  },
];
