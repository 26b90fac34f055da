import { checkOracles } from '../oracles/check.ts';
import { ORACLES } from '../oracles/index.ts';

checkOracles(ORACLES.filter(({ slow }) => slow === true));
