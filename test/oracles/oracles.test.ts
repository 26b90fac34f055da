import { checkOracles } from './check.ts';
import { ORACLES } from './index.ts';

checkOracles(ORACLES.filter(({ slow }) => slow !== true));
