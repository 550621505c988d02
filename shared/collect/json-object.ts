/** A JSON object as parsed: own properties only, values of any type. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for what `JSON.parse` makes of `{…}`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
