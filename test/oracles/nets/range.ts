/** The whole numbers from `first` to `last`, both included. */
export const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/** The places of these names for each process: `state process`. At the start each has the tokens that are said of its name. */
export const perProcess = (
  processes: readonly number[],
  initial: { readonly [state: string]: number },
): readonly (readonly [string, number])[] =>
  processes.flatMap((process) =>
    Object.entries(initial).map(([state, held]) => [`${state} ${process}`, held] as const),
  );
