/**
 * Writes one line of a function's log as it is. Not `console.log`: with Lambda's JSON log format that wraps the line in
 * an object of its own, and CloudWatch no longer finds embedded metrics in it.
 */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
