/** Integers that choose from lists of any length. */
import fc from 'fast-check';

/** Large enough for every place of a list to be about as likely as the others. */
const LARGEST = 4095;
/** Lists are rarely longer than this, and in them the first places are what to shrink to. */
const FEW = 8;

/**
 * Lists of integers, each to be taken modulo the length of a list to choose from it. 0 is its first place whatever its length, and so are
 * the small ones theirs: a choice stays the same where a list becomes a little shorter.
 *
 * Shrinks to fewer integers and to smaller ones. fast-check's own integers are halved on their way down, which modulo something is a leap
 * to anywhere: these try the first places one by one.
 */
export function places(maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(new Place(), { maxLength, size: 'max' });
}

class Place extends fc.Arbitrary<number> {
  /** A biased one is 0: where many are, little surprises. */
  generate(random: fc.Random, biasFactor: number | undefined): fc.Value<number> {
    const isBiased = biasFactor !== undefined && random.nextInt(1, biasFactor) === 1;
    return placed(isBiased ? 0 : random.nextInt(0, LARGEST));
  }

  canShrinkWithoutContext(value: unknown): value is number {
    return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LARGEST;
  }

  shrink(value: number): fc.Stream<fc.Value<number>> {
    return fc.stream(smaller(value)).map(placed);
  }
}

const placed = (value: number): fc.Value<number> => new fc.Value(value, undefined);

function* smaller(value: number): IterableIterator<number> {
  for (let first = 0; first < Math.min(value, FEW); first += 1) yield first;
  for (let half = value >> 1; half >= FEW; half >>= 1) yield half;
}
