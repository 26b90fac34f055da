/** Variables of a program, as places: one place for each value, and one token in that of the present value. */
import { moves, type Transition } from './net.ts';

export type Value = number | boolean;

export const valueOf = (variable: string, value: Value): string => `${variable} = ${value}`;

/** The places of a variable with these values, which has the first of them at the start. */
export const variable = (name: string, values: readonly Value[]): readonly (readonly [string, number])[] =>
  values.map((value, index) => [valueOf(name, value), index === 0 ? 1 : 0] as const);

/** Goes on from one place to another if a variable has a value, and leaves that as it is. */
export const onlyIf = (name: string, value: Value, from: string, to: string): Transition =>
  moves([from, valueOf(name, value)], [to, valueOf(name, value)]);

/** Goes on from one place to another and gives a variable a value: one transition for each value that it may have had. */
export const assigning = (
  name: string,
  values: readonly Value[],
  value: Value,
  from: string,
  to: string,
): readonly (readonly [string, Transition])[] =>
  values.map((old) => [
    `${from}: ${name} becomes ${value} after ${old}`,
    moves([from, valueOf(name, old)], [to, valueOf(name, value)]),
  ]);
