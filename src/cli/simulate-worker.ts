/** A thread of `holdfast simulate`: runs batches of the campaign that it is given. */
import { swarmBatch } from '../rollout/swarm.ts';
import { serve } from '../threads/index.ts';
import type { BatchTask } from './run-batches.ts';

serve(({ swarm, number }: BatchTask) => swarmBatch(swarm, number));
