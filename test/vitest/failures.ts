/** What failing matchers say. */

/** Lost acknowledgement, retry, and the customer has paid twice. */
export const chargedTwice = [
  'customer submits',
  'checkout charge#1 takes effect, acknowledgement lost',
  'checkout charge#1 is answered',
  'checkout timer backoff fires',
  'checkout charge#2 takes effect',
];

/** The message with which the expectation fails. */
export function failureOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}

/** The labels that the message says to replay. */
export function labelsIn(message: string): string[] {
  const [, list = ''] = /replay\(execution, \[\n(.*?)^ *\]/ms.exec(message) ?? [];
  return [...list.matchAll(/^ *'(.*)',$/gm)].map(([, label = '']) => label);
}
