/** What one invocation says about its batch: all done, all to be tried again, or only these items. */
export type BatchVerdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'partly'; readonly failed: ReadonlySet<string> };

/**
 * Reads the response of a function that reports item failures. A missing, null or empty list means that everything
 * succeeded; a response of another shape, or an identifier that is empty or not in the batch, fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function readVerdict(payload: string, identifiers: ReadonlySet<string>): BatchVerdict {
  const response = parse(payload);
  if (response === null) return { kind: 'done' };
  if (typeof response !== 'object' || Array.isArray(response)) return { kind: 'failed' };
  const { batchItemFailures: failures = null } = response as { batchItemFailures?: unknown }; // checked below
  if (failures === null) return { kind: 'done' };
  if (!Array.isArray(failures)) return { kind: 'failed' };
  const failed = new Set<string>();
  for (const failure of failures) {
    const identifier: unknown = failure?.itemIdentifier;
    if (typeof identifier !== 'string' || !identifiers.has(identifier)) return { kind: 'failed' };
    failed.add(identifier);
  }
  return failed.size === 0 ? { kind: 'done' } : { kind: 'partly', failed };
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
