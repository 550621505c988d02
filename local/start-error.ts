/**
 * Something the person at the keyboard can mend: its message is one line that says what is wrong and how
 * to mend it, and is all that `npm start` prints.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
