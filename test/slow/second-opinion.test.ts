import { describe, expect, it } from 'vitest';
import { agrees, keepsAnswers, keepsAnswersOfMembers, namesRuleBreakers } from '../second-opinion/laws.ts';

/** `SECOND_OPINION_SYSTEMS` says how many systems are compared in all, `SECOND_OPINION_SEED` which. */
const systems = Number(process.env['SECOND_OPINION_SYSTEMS'] ?? 20_000);
const seed = Number(process.env['SECOND_OPINION_SEED'] ?? 2);
const share = (hundredths: number) => ({ systems: Math.ceil((systems * hundredths) / 100), limit: 150, seed });
const HOURS = 4 * 3_600_000;

describe(`a second explorer that shares no code, of ${systems} systems drawn from seed ${seed}`, () => {
  it(
    'sees the same worlds, transitions and steps, and gives the same answers, of any system',
    () => agrees(share(65)),
    HOURS,
  );

  it(
    'confirms what threads, reduction, cuts and their pairs answer, on kernels new and used',
    () => keepsAnswers(share(20)),
    HOURS,
  );

  it('confirms what symmetry answers, alone and with each other switch', () => keepsAnswersOfMembers(share(5)), HOURS);

  it(
    'finds the same properties in breach of the rule about steps that change nothing',
    () => expect(namesRuleBreakers(share(10))).toBeGreaterThan(systems / 200),
    HOURS,
  );
});
