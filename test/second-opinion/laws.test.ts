import { describe, expect, it } from 'vitest';
import { agrees, keepsAnswers, keepsAnswersOfMembers, namesRuleBreakers, refusesAmbiguity } from './laws.ts';

const AMOUNT = { limit: 80, seed: 1 };

describe('a second explorer that shares no code', () => {
  it('sees the same worlds, transitions and steps, and gives the same answers, of any system', () => {
    agrees({ ...AMOUNT, systems: 190 });
  });

  it('confirms what threads, reduction, cuts and their pairs answer, on kernels new and used', () => {
    keepsAnswers({ ...AMOUNT, systems: 50 });
  });

  it('confirms what symmetry answers, alone and with each other switch', () => {
    keepsAnswersOfMembers({ ...AMOUNT, systems: 20 });
  });

  it('finds the same properties in breach of the rule about steps that change nothing', () => {
    expect(namesRuleBreakers({ ...AMOUNT, systems: 40 })).toBeGreaterThan(0);
  });

  it('is refused as well where one label is for two things', () => {
    refusesAmbiguity({ ...AMOUNT, systems: 10 });
  });
});
