/** What stands in a file of a corpus. */
import { z } from 'zod';
import type { Campaign, Json } from '../sim/index.ts';

/** A file of a corpus, without its checksum. */
export type CorpusFile =
  | { readonly holdfast: 'race'; readonly property: string; readonly token: string }
  | { readonly holdfast: 'campaign'; readonly key: Json; readonly campaign: Campaign };

const json = z.json() as z.ZodType<Json>;
const count = z.int().min(0);
const texts = z.array(z.string());
const tallies = <Shape extends z.ZodType>(tally: Shape) => z.record(z.string(), tally);

const race = z.strictObject({
  property: z.string(),
  message: z.string(),
  steps: texts,
  cost: z.strictObject({ faults: count, preemptions: count, steps: count }),
  batch: count,
  config: json,
});

const campaign: z.ZodType<Campaign> = z.strictObject({
  batches: count,
  runs: count,
  steps: count,
  worlds: count,
  schedulers: tallies(
    z.strictObject({ runs: count, steps: count, worlds: count, labels: texts, broke: tallies(count) }),
  ),
  properties: tallies(
    z.strictObject({
      kind: z.enum(['safety', 'liveness']),
      asked: count,
      broken: count,
      unsettled: count,
      races: z.array(race),
    }),
  ),
  witnesses: tallies(z.strictObject({ asked: count, reached: count })),
  faults: tallies(z.strictObject({ allowed: count, injected: count })),
});

const sum = z.string();

const schema = z.discriminatedUnion('holdfast', [
  z.strictObject({ sum, holdfast: z.literal('race'), property: z.string(), token: z.string() }),
  z.strictObject({ sum, holdfast: z.literal('campaign'), key: json, campaign }),
]);

/**
 * The file with that text; null for what is none, or is not whole.
 *
 * @param sumOf the checksum of a text: that of everything in the file but the checksum itself
 */
export function corpusFile(text: string, sumOf: (text: string) => string): CorpusFile | null {
  const read = parsed(text);
  const { success, data } = schema.safeParse(read);
  if (!success) return null;
  const { sum: told, ...rest } = read as { readonly sum: string };
  if (told !== sumOf(JSON.stringify(rest))) return null;
  const { sum: _sum, ...file } = data;
  return file;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
