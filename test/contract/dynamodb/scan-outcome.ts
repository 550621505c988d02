import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { canonical, type Outcome, outcomeOfError } from './outcome.ts';

/**
 * Follows a scan to its end, through all segments when it is one of several, and says what it found in all:
 * the order of a scan, and so what one page of it holds, is each engine's own.
 */
export async function outcomeOfScan(
  client: DynamoDBClient,
  input: ScanCommandInput,
): Promise<Outcome> {
  try {
    const total = input.Segment === 0 ? (input.TotalSegments ?? 1) : 1;
    const segments = Array.from({ length: total }, (_, index) => index);
    const pages = [];
    for (const segment of segments) {
      pages.push(
        ...(await scanToEnd(client, { ...input, ...(total > 1 && { Segment: segment }) })),
      );
    }
    return { kind: 'output', output: summary(pages, input, total) };
  } catch (cause) {
    return outcomeOfError(cause);
  }
}

async function scanToEnd(client: DynamoDBClient, input: ScanCommandInput) {
  const pages = [];
  let next = input;
  for (;;) {
    const {
      $metadata: _,
      LastEvaluatedKey: last,
      ...page
    } = await client.send(new ScanCommand(next));
    pages.push(page);
    // A scan that starts somewhere is only asked whether it may.
    if (!last || input.ExclusiveStartKey) return pages;
    next = { ...input, ExclusiveStartKey: last };
  }
}

function summary(
  pages: Awaited<ReturnType<typeof scanToEnd>>,
  input: ScanCommandInput,
  segments: number,
): Record<string, unknown> {
  if (input.ExclusiveStartKey) return {};
  const items = pages.flatMap(({ Items }) => Items ?? []);
  const sum = (count: (page: (typeof pages)[number]) => number | undefined) =>
    pages.reduce((total, page) => total + (count(page) ?? 0), 0);
  return {
    items: items.map((item) => JSON.stringify(canonical(item))).toSorted(),
    count: sum(({ Count }) => Count),
    scanned: sum(({ ScannedCount }) => ScannedCount),
    hasItems: pages.every(({ Items }) => Items !== undefined),
    // With one page, what it cost does not depend on the order. DynamoDB Local does not bill for finding nothing.
    ...(pages.length === 1 &&
      pages[0]?.ScannedCount && { capacity: canonical(pages[0].ConsumedCapacity) }),
    ...(segments === 1 && { pages: pages.length }),
  };
}
