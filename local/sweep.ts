import type { DynamoDbService } from './dynamodb/dynamodb-service.ts';

/** How often items past their time to live are removed (AWS: within a few days). */
const SWEEP_MS = 30_000;

/** Removes expired items now and then; returns how to stop that. */
export function sweepNowAndThen(
  dynamodb: DynamoDbService,
  onDefect: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    try {
      dynamodb.sweepExpired();
    } catch (error) {
      onDefect(error);
    }
  }, SWEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}
