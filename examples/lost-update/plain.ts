/** The lost update as plain promises: what one would write for a scheduler of promises. */

/** Schedules a promise: `fc.scheduler()` has such a function. */
export type Schedule = <Value>(task: Promise<Value>, label: string) => Promise<Value>;

/** So many clerks add one each, every read and write at an instant that the schedule picks; resolves to the counter. */
export async function countWith(schedule: Schedule, clerks: number): Promise<number> {
  let counter = 0;
  const clerk = async (name: string): Promise<void> => {
    await schedule(Promise.resolve(), `${name} read`);
    const seen = counter;
    await schedule(Promise.resolve(), `${name} write`);
    counter = seen + 1;
  };
  await Promise.all(Array.from({ length: clerks }, (_, index) => clerk(`clerk:${index + 1}`)));
  return counter;
}
