import type { Status, Usage } from './commands/status.ts';
import { alignColumns } from './text-table.ts';

/** The counts, and on the laptop the bill, in words. */
export function statusLines(status: Status, usage: Usage | undefined): string[] {
  const { messages, profiles } = status;
  const rows = [
    [
      'messages',
      [
        `${count(messages.accepted)} accepted`,
        `${count(messages.applied)} applied`,
        `${count(messages.duplicate)} resent and counted once`,
        `${count(messages.quarantined)} in quarantine`,
      ].join(', '),
    ],
    [
      'profiles',
      `${count(profiles.current)} now (${count(profiles.created)} created, ${count(profiles.merged)} merged into others)`,
    ],
    ['identifiers', `${count(status.identifiersRefused)} refused`],
    ...(usage ? billRows(usage, messages.accepted) : []),
  ];
  return alignColumns(rows);
}

/** Whole numbers with thousands separators. */
function count(amount: number): string {
  return Math.round(amount).toLocaleString('en-US');
}

/** Fewer messages than this, and looking around costs more than the messages do. */
const TELLING = 1_000;

function billRows({ units, dollars, prices }: Usage, accepted: number): string[][] {
  if (accepted === 0) return [];
  const perMessage = (amount = 0) => (amount / accepted).toFixed(2);
  const few = accepted < TELLING ? ', a rough figure while there are few' : '';
  return [
    [
      'per message',
      [
        `${perMessage(units.dynamodbWriteUnits)} DynamoDB write units`,
        `${perMessage(units.dynamodbReadUnits)} read units`,
        `${perMessage(units.kinesisPutUnits)} Kinesis units`,
        `${perMessage(units.lambdaInvocations)} invocations`,
      ].join(', '),
    ],
    [
      'on AWS',
      `$${((dollars.total / accepted) * 1e6).toFixed(2)} per million messages at list price` +
        ` (${prices.region}, ${prices.asOf})${few}`,
    ],
  ];
}
