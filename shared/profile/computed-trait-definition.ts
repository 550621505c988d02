import * as z from 'zod/mini';

const EventName = z.string().check(z.minLength(1), z.maxLength(200));

/** What a computed trait derives from track messages: how many of an event, or the sum of one of its properties. */
export const ComputedTraitDefinition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('count'), event: EventName }),
  z.strictObject({
    type: z.literal('sum'),
    event: EventName,
    property: z.string().check(z.minLength(1), z.maxLength(200)),
  }),
]);
export type ComputedTraitDefinition = z.infer<typeof ComputedTraitDefinition>;

/** A computed trait as an operator states it. `key` is the trait's name on profiles. */
export const ComputedTraitInput = z.strictObject({
  key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,63}$/)),
  name: z.optional(z.string().check(z.maxLength(200))),
  description: z.optional(z.string().check(z.maxLength(2000))),
  definition: ComputedTraitDefinition,
});
export type ComputedTraitInput = z.infer<typeof ComputedTraitInput>;

/** A computed trait in force. Timestamps are ISO 8601. */
export interface ComputedTrait extends ComputedTraitInput {
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}
