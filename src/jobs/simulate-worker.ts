/** A thread of `holdfast simulate`: runs batches of the campaign that it is given. */
import { swarmBatch } from '../rollout/swarm/swarm.ts';
import { serve, type CarryOut } from '../threads/index.ts';
import type { BatchTask } from './run-batches.ts';

const carryOut: CarryOut<BatchTask> = ({ swarm, number }) => swarmBatch(swarm, number);

serve(carryOut);
