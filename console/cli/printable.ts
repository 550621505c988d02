// Control characters, and those that turn the direction of text round.
const TRICKS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes a line safe to print: names and values come from strangers, who could otherwise send a terminal
 * commands or fake further lines. Tricks become JSON's own escapes, so JSON stays the same JSON.
 */
export function printable(line: string): string {
  return line.replace(
    TRICKS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
