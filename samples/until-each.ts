import { setTimeout as pause } from 'node:timers/promises';

const AT_ONCE = 8;
/** Between two questions for the same item: the other side has better things to do than to say "not yet". */
const PAUSE_MS = 500;

/**
 * Asks for each item until its answer is there, a few at once, and returns the answers in the items' order.
 * Throws what `onTimeout` makes of an item without one when `patienceMs` have passed without any new answer.
 */
export async function untilEach<T, R>(
  items: readonly T[],
  options: {
    readonly ask: (item: T) => Promise<R | undefined>;
    readonly patienceMs: number;
    readonly onTimeout: (item: T) => Error;
  },
): Promise<R[]> {
  const answers: R[] = [];
  let deadline = Date.now() + options.patienceMs;
  const answerOf = async (item: T): Promise<R> => {
    for (;;) {
      const answer = await options.ask(item);
      if (answer !== undefined) {
        deadline = Date.now() + options.patienceMs;
        return answer;
      }
      if (Date.now() > deadline) throw options.onTimeout(item);
      await pause(PAUSE_MS);
    }
  };
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) answers[index] = await answerOf(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}
