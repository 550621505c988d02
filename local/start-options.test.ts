import { expect, it } from 'vitest';
import { parseStartOptions } from './start-options.ts';

it('without flags a start keeps its state, loads the sample and takes the default port', () => {
  expect(parseStartOptions([])).toEqual({
    help: false,
    port: 4566,
    dataDir: '.tributary',
    fresh: false,
    sample: true,
    originalDates: false,
    readyFile: undefined,
  });
});

it('every flag is read', () => {
  const flags = ['--port', '0', '--data-dir', 'd', '--fresh', '--no-sample', '--original-dates'];
  expect(parseStartOptions([...flags, '--ready-file=r'])).toEqual({
    help: false,
    port: 0,
    dataDir: 'd',
    fresh: true,
    sample: false,
    originalDates: true,
    readyFile: 'r',
  });
});

it.each([
  [['--prot', '1'], /^Unknown option '--prot'; `npm start -- --help` lists the flags$/],
  [['--port', 'http'], /^--port must be a whole number from 0 to 65535, got 'http'$/],
  [['--port', '70000'], /^--port must be a whole number from 0 to 65535, got '70000'$/],
  [['--port', ''], /^--port must be/],
  [['somewhere'], /^Unexpected argument 'somewhere'/],
  [['--data-dir'], /--data-dir/],
])('fails in one line for %j', (args, message) => {
  expect(() => parseStartOptions(args)).toThrow(message);
  expect(() => parseStartOptions(args)).not.toThrow(/\n/);
});
