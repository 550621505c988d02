import { runCli } from './run-cli.ts';

// `tributary tail | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

process.exitCode = await runCli(process.argv.slice(2), {
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  env: process.env,
  signal: interrupted.signal,
});
