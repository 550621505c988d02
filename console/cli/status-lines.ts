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

function billRows({ units, dollars, prices }: Usage, accepted: number): string[][] {
  const perMillion = (amount: number) =>
    accepted === 0 ? 'no messages yet' : (amount / accepted).toFixed(2);
  const amounts = [
    `${perMillion(units.dynamodbWriteUnits ?? 0)} DynamoDB write units`,
    `${perMillion(units.dynamodbReadUnits ?? 0)} read units`,
    `${perMillion(units.kinesisPutUnits ?? 0)} Kinesis units`,
    `${perMillion(units.lambdaInvocations ?? 0)} invocations`,
  ];
  const price = accepted === 0 ? 0 : (dollars.total / accepted) * 1e6;
  return [
    ['per message', accepted === 0 ? 'nothing yet' : amounts.join(', ')],
    [
      'cost',
      `$${price.toFixed(2)} per million messages so far at list price (${prices.region}, ${prices.asOf}), had this run on AWS`,
    ],
  ];
}
