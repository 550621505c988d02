import * as z from 'zod';
import { MESSAGE_TYPES } from './envelope.ts';
import { INVALID_IDENTIFIER, identifierText } from './identifier-text.ts';
import { LIMITS } from './limits.ts';

const Identifier = z
  .union([z.string(), z.number(), z.null()])
  .optional()
  .refine((value) => identifierText(value) !== INVALID_IDENTIFIER)
  .transform((value) => {
    const text = identifierText(value);
    return text === INVALID_IDENTIFIER ? undefined : text;
  });

const Fields = z.record(z.string(), z.unknown()).nullish();

const MessageId = z
  .string()
  .max(LIMITS.messageIdLength)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text))
  .nullish()
  .transform((text) => text || undefined);

/**
 * A message as Segment's spec has it and as collect accepts it: the written form of `checkMessage`, which
 * runs in its place on the hot path. Unknown fields pass; they stay in the message's exact text.
 */
export const Message = z
  .object({
    type: z.enum(MESSAGE_TYPES),
    messageId: MessageId,
    userId: Identifier,
    anonymousId: Identifier,
    previousId: z.unknown().optional(),
    event: z.unknown().optional(),
    properties: Fields,
    traits: Fields,
    context: Fields,
    integrations: Fields,
  })
  .refine((message) => message.userId !== undefined || message.anonymousId !== undefined)
  .refine((message) => message.type !== 'alias' || message.userId !== undefined)
  .refine((message) => message.type !== 'alias' || isIdentifier(message.previousId))
  .refine((message) => message.type !== 'track' || isName(message.event));
export type Message = z.infer<typeof Message>;

function isIdentifier(value: unknown): boolean {
  return typeof identifierText(value) === 'string';
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
