import type { TailMessage } from '../../../shared/collect/tail-message.ts';

/** Everything a message says, as names and texts, for its details. */
export function fieldsOf(message: TailMessage): [string, string][] {
  const { messageId, source, timestamp, identifiers, traits, properties, quarantine } = message;
  const given = {
    ...identifiers,
    ...prefixed('traits', traits),
    ...prefixed('properties', properties),
  };
  return [
    ...(quarantine ? [['quarantined', reasonOf(quarantine)] satisfies [string, string]] : []),
    ...Object.entries(given).map(([name, value]): [string, string] => [name, String(value)]),
    ['source', source],
    ['timestamp', timestamp],
    ['messageId', messageId],
  ];
}

function reasonOf({ reason, detail }: { reason: string; detail?: string }): string {
  return detail === undefined ? reason : `${reason}: ${detail}`;
}

function prefixed(prefix: string, fields: Readonly<Record<string, unknown>> = {}) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]),
  );
}
