import { describe, expect, it } from 'vitest';
import { runRounds, type Plan } from '../../bench/rounds.ts';
import type { Figure, Row, When } from '../../bench/row.ts';
import { textOf } from '../../bench/table.ts';
import { takeSample, type Sample } from '../../bench/take-sample.ts';

const THREE: Plan = { enough: 3, most: 3, milliseconds: 1000 };
const side = () => ({ job: () => ({}) });
const sampleOf = (when: When, seconds: number): Sample => ({
  timings: { [when]: { seconds, counts: { states: 100 } } },
  facts: { verdict: 'exhausted' },
});

const whole = (figure: Pick<Figure, 'ours' | 'peer'>): Figure => ({
  name: 'a model',
  unit: 'states',
  when: 'whole',
  ...figure,
});

/** Answers one after the other, for each side its own. */
function answering(answers: Readonly<Record<string, readonly Sample[]>>) {
  const rest = new Map(Object.entries(answers).map(([name, samples]) => [name, samples.values()]));
  return async (name: string): Promise<Sample> => rest.get(name)?.next().value as Sample;
}

describe('the rounds of a row', () => {
  it('take ratios within each round, and their median', async () => {
    const row: Row = { sides: { ours: side, theirs: side }, figures: [whole({ ours: 'ours', peer: 'theirs' })] };
    const samples = (...seconds: number[]) => seconds.map((taken) => sampleOf('whole', taken));
    const sampler = answering({ ours: samples(1, 2, 10), theirs: samples(2, 2, 100) });
    const { figures, work } = await runRounds(row, THREE, sampler);
    expect(figures[0]).toMatchObject({ oursPerSecond: 50, peerPerSecond: 50, ratio: { median: 2, min: 1, max: 10 } });
    expect(work['ours']).toEqual({ counts: { states: 100 }, facts: { verdict: 'exhausted' }, seconds: { whole: 2 } });
  });

  it('give a figure without a peer no ratio', async () => {
    const row: Row = {
      sides: { ours: side },
      figures: [whole({ ours: 'ours' })],
      notes: ['the peer is not installed'],
    };
    const { figures, notes } = await runRounds(row, THREE, async () => sampleOf('whole', 2));
    expect(figures[0]).toEqual({ ...whole({ ours: 'ours' }), oursPerSecond: 50 });
    expect(notes).toEqual(['the peer is not installed']);
  });

  it('fail when a side was not run as its figure says', async () => {
    const row: Row = { sides: { ours: side }, figures: [whole({ ours: 'ours' })] };
    const result = runRounds(row, THREE, async () => sampleOf('cold', 1));
    await expect(result).rejects.toThrow('side "ours" counts no states when whole');
  });

  it('are printed with their notes, their work and how long it took', async () => {
    const row: Row = {
      sides: { ours: side },
      figures: [whole({ ours: 'ours' })],
      notes: ['the peer is not installed'],
    };
    const result = await runRounds(row, THREE, async () => sampleOf('whole', 0.25));
    const text = textOf({ node: 'v20', cores: 2, quick: false, seconds: 1, rows: { commit: result } });
    expect(text).toMatch(/^commit +a model +whole +400 states\/s +– +– +– +– +3$/m);
    expect(text).toMatch(/^commit: the peer is not installed$/m);
    expect(text).toMatch(/^ {2}ours: 100 states, verdict: exhausted, whole 250 ms$/m);
  });
});

it('prints who the peer is, what it does and how the ratio spreads', async () => {
  const row: Row = { sides: { ours: side, theirs: side }, figures: [whole({ ours: 'ours', peer: 'theirs' })] };
  const samples = (...seconds: number[]) => seconds.map((taken) => sampleOf('whole', taken));
  const sampler = answering({ ours: samples(1, 2, 1), theirs: samples(0.5, 0.5, 0.5) });
  const rows = { commit: await runRounds(row, THREE, sampler) };
  const text = textOf({ node: 'v20', cores: 2, quick: false, seconds: 1, rows });
  expect(text).toMatch(/^commit +a model +whole +100 states\/s +theirs +200 states\/s +0\.5× +0\.25×–0\.5× +3$/m);
});

describe('a sample', () => {
  it('of a side that runs once has that run alone', async () => {
    let runs = 0;
    const job = () => ({ runs: (runs += 1) });
    const { timings } = await takeSample({ once: 'whole', job }, true, false);
    expect([runs, Object.keys(timings)]).toEqual([1, ['whole']]);
  });

  it('of any other side has a cold run and warm ones', async () => {
    const { timings } = await takeSample(side(), true, false);
    expect(Object.keys(timings)).toEqual(['cold', 'warm']);
  });
});
