/** Where time comes from: milliseconds since the epoch. Domain code takes instants as arguments instead. */
export interface Clock {
  now(): number;
}

/** The machine's clock, for composition roots. */
export const systemClock: Clock = { now: () => Date.now() };
