/** A thread of `holdfast matrix --combined`: explores the combinations that it is given. */
import { serve, type CarryOut } from '../threads/index.ts';
import { exploreCell, type CellTask } from './combined-cell.ts';

const carryOut: CarryOut<CellTask> = exploreCell;

serve(carryOut);
