import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartError } from './start-error.ts';
import { diskFull, openState, wipeState } from './state.ts';

let parent: string;
let directory: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'tributary-state-'));
  directory = path.join(parent, 'data');
});

afterEach(() => rmSync(parent, { recursive: true }));

const put = (name: string) => writeFileSync(path.join(directory, name), '');

describe('a data directory', () => {
  it('is made when missing and says whether it is new', () => {
    const first = openState(directory);
    expect(first.isNew).toBe(true);
    first.close();
    const second = openState(directory);
    expect(second.isNew).toBe(false);
    second.close();
  });

  it('belongs to one process: a second one is told whose it is', async () => {
    const script = `
      import { openState } from ${JSON.stringify(path.join(import.meta.dirname, 'state.ts'))};
      openState(process.argv[1]);
      console.log('open');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, directory]);
    await once(child.stdout, 'data');
    expect(() => openState(directory)).toThrow(
      new StartError(
        `data directory '${directory}' is in use by process ${child.pid}; stop that one, or choose another with --data-dir D`,
      ),
    );
    expect(() => wipeState(directory)).toThrow(/is in use by process/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    openState(directory).close(); // a kill leaves no lock behind
  });

  it('that holds something else is never taken', () => {
    mkdirSync(directory);
    put('thesis.txt');
    expect(() => openState(directory)).toThrow(/holds something other than Tributary's data/);
    expect(readdirSync(directory)).toEqual(['thesis.txt']);
  });

  it('whose database is somebody else’s is never taken', () => {
    mkdirSync(directory);
    writeFileSync(path.join(directory, 'state.db'), 'no database at all, just some text');
    expect(() => openState(directory)).toThrow(/holds something other than Tributary's data/);
  });

  it('that cannot be made is one line', () => {
    writeFileSync(directory, 'a file');
    expect(() => openState(directory)).toThrow(/cannot be written; mend its permissions/);
  });

  it('with a new database forgets credentials of an older one', () => {
    mkdirSync(directory);
    put('credentials.json');
    openState(directory).close();
    expect(existsSync(path.join(directory, 'credentials.json'))).toBe(false);
  });
});

describe('wiping', () => {
  it('deletes what a cloud left and nothing else', () => {
    openState(directory).close();
    for (const name of ['credentials.json', 'sample-loaded', 'notes.txt']) put(name);
    mkdirSync(path.join(directory, 's3'));
    wipeState(directory);
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });

  it('does not touch a directory that is not ours', () => {
    mkdirSync(directory);
    put('s3');
    put('thesis.txt');
    expect(() => wipeState(directory)).toThrow(StartError);
    expect(readdirSync(directory)).toEqual(['s3', 'thesis.txt']);
  });
});

it('a full disk is recognised from sqlite and from the file system', () => {
  expect(diskFull(new Error('database or disk is full'), '/d')?.message).toBe(
    "the disk that holds '/d' is full; make room, or choose another with --data-dir D",
  );
  expect(diskFull(new Error('ENOSPC: no space left on device'), '/d')).toBeInstanceOf(StartError);
  expect(diskFull(new Error('other'), '/d')).toBeUndefined();
});
