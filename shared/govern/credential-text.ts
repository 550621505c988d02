/** 32 characters without look-alikes (no i, l, o, u), so that one random byte gives one, evenly. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Where randomness comes from: `length` bytes nobody can guess. */
export type RandomBytes = (length: number) => Uint8Array;

/** A random text of `length` characters, 5 bits each: what tokens and write keys are made of. */
export function credentialText(length: number, random: RandomBytes): string {
  return Array.from(random(length), (byte) => ALPHABET.charAt(byte & 31)).join('');
}
