import { createHash } from 'node:crypto';

/** The shortest limit among the services we run is S3's 63. */
const MAX_LENGTH = 63;
const HASH_LENGTH = 8;

/**
 * The name of a resource the template leaves unnamed. Unlike CloudFormation's it has no random part: the same
 * stack and logical id give the same name at every start, so that data survive. Lower case suits every service.
 */
export function physicalNameOf(stack: string, logicalId: string): string {
  const hash = createHash('sha256').update(`${stack}/${logicalId}`).digest('hex');
  const readable = `${stack}-${logicalId}`.toLowerCase().slice(0, MAX_LENGTH - HASH_LENGTH - 1);
  return `${readable}-${hash.slice(0, HASH_LENGTH)}`;
}
