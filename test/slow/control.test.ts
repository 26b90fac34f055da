import { classesBreak } from '../rollout/control-classes.ts';

classesBreak(['own-tasks', 'fallback', 'refuse', 'held']);
