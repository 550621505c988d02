import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AwsError } from '../service.ts';
import type { LocalClock } from '../service-options.ts';
import { findFile, prepareFile, removeEmptyFolders } from './object-files.ts';

/** What S3 keeps of an object beside its bytes. */
export interface ObjectFacts {
  readonly size: number;
  /** With the quotes, as in the header. */
  readonly etag: string;
  readonly lastModified: number;
  /** Lower-case headers to answer with: content type and encoding, `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>;
  /** `x-amz-checksum-…` headers as the upload gave them. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** An upload: the bytes, and the headers to keep with them. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly checksums?: Readonly<Record<string, string>>;
}

/**
 * Objects as plain files, `<directory>/<bucket>/<key>`, which other tools may read and add to. The files are the
 * truth; headers and checksums lie in sqlite and are made up where a file came from elsewhere. A file appears whole
 * (written aside, then renamed). Only the current version of an object is kept.
 */
export class ObjectStore {
  readonly directory: string;
  readonly #clock: LocalClock;
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #remove: StatementSync;

  constructor(options: { directory: string; database: DatabaseSync; clock: LocalClock }) {
    this.directory = options.directory;
    this.#clock = options.clock;
    mkdirSync(this.#temporary(), { recursive: true });
    options.database.exec(`CREATE TABLE IF NOT EXISTS s3_object (
      bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      last_modified INTEGER NOT NULL, headers TEXT NOT NULL, checksums TEXT NOT NULL,
      PRIMARY KEY (bucket, key)) STRICT, WITHOUT ROWID`);
    this.#select = options.database.prepare(
      'SELECT * FROM s3_object WHERE bucket = ? AND key = ? AND size = ?',
    );
    this.#upsert = options.database.prepare(
      'INSERT OR REPLACE INTO s3_object VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#remove = options.database.prepare('DELETE FROM s3_object WHERE bucket = ? AND key = ?');
  }

  createBucket(bucket: string): void {
    mkdirSync(join(this.directory, bucket), { recursive: true });
  }

  /** The folder of a bucket, or `NoSuchBucket`. */
  bucketDirectory(bucket: string): string {
    const directory = join(this.directory, bucket);
    // a bucket name has no dot in front, so that the folder of unfinished uploads is none
    if (/^[a-z0-9][a-z0-9.-]+$/.test(bucket) && existsSync(directory)) return directory;
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', {
      status: 404,
      fields: { BucketName: bucket },
    });
  }

  /** What is known of an object, or undefined when there is none under this key. */
  facts(bucket: string, key: string): ObjectFacts | undefined {
    const file = this.#fileOf(bucket, key);
    return file === undefined ? undefined : this.#factsOf(file, { bucket, key });
  }

  /** The bytes of an object that is there. */
  read(bucket: string, key: string): Buffer {
    const file = this.#fileOf(bucket, key);
    if (file === undefined) throw new Error(`object is gone, got key '${key}' of '${bucket}'`);
    return readFileSync(file);
  }

  /** Stores an object in place of any other under its key. */
  put({ bucket, key, body, headers = {}, checksums = {} }: Upload): ObjectFacts {
    const file = prepareFile(this.bucketDirectory(bucket), key);
    const aside = join(this.#temporary(), randomUUID());
    writeFileSync(aside, body);
    const facts = {
      size: body.length,
      etag: etagOf(body),
      lastModified: this.#clock.now(),
      headers,
      checksums,
    };
    this.#save({ bucket, key }, facts);
    renameSync(aside, file);
    return facts;
  }

  /** Removes an object; nothing happens when there is none. */
  delete(bucket: string, key: string): void {
    const file = this.#fileOf(bucket, key);
    if (file === undefined) return;
    rmSync(file);
    this.#remove.run(bucket, key);
    removeEmptyFolders(this.bucketDirectory(bucket), file);
  }

  #factsOf(file: string, at: { bucket: string; key: string }): ObjectFacts {
    const { size, mtimeMs } = statSync(file);
    const row = this.#select.get(at.bucket, at.key, size);
    if (row) {
      return {
        size,
        etag: String(row.etag),
        lastModified: Number(row.last_modified),
        headers: JSON.parse(String(row.headers)),
        checksums: JSON.parse(String(row.checksums)),
      };
    }
    const facts = {
      size,
      etag: etagOf(readFileSync(file)),
      lastModified: Math.floor(mtimeMs),
      headers: {},
      checksums: {},
    };
    this.#save(at, facts);
    return facts;
  }

  #save({ bucket, key }: { bucket: string; key: string }, facts: ObjectFacts): void {
    this.#upsert.run(
      bucket,
      key,
      facts.size,
      facts.etag,
      facts.lastModified,
      JSON.stringify(facts.headers),
      JSON.stringify(facts.checksums),
    );
  }

  #fileOf(bucket: string, key: string): string | undefined {
    return findFile(this.bucketDirectory(bucket), key);
  }

  #temporary(): string {
    return join(this.directory, '.unfinished');
  }
}

function etagOf(body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
