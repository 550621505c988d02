import { type AwsCall, AwsError } from '../service.ts';

/** What a path-style request is about. */
export interface Target {
  readonly bucket: string;
  /** Empty for operations on the bucket. */
  readonly key: string;
}

/** Bucket and key of a request, percent-decoded. */
export function targetOf({ path }: AwsCall['http']): Target {
  const [bucket = '', ...rest] = path.replace(/^\//, '').split('/');
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(rest.join('/')) };
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
