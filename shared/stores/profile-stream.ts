import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { Announcement } from '../profile/profile.ts';

/** What one write of a profile announces. */
export interface AnnouncedWrite {
  readonly profileId: string;
  readonly announcements: readonly Announcement[];
}

/** Reads the outboxes of a batch from the table's stream, in order. Items without one are skipped. */
export function announcedWrites(event: DynamoDBStreamEvent): AnnouncedWrite[] {
  return event.Records.flatMap(({ dynamodb }) => {
    const outbox = dynamodb?.NewImage?.out?.L;
    const profileId = dynamodb?.Keys?.pk?.S?.split('#').at(-1);
    if (!outbox || !profileId) return [];
    const announcements = outbox.map(({ S }) => JSON.parse(S ?? '{}') as Announcement);
    return [{ profileId, announcements }];
  });
}
