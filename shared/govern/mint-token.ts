import { sha256Hex } from '../kernel/hash.ts';
import type { ConfigWrite } from './admin-change.ts';
import { credentialText, type RandomBytes } from './credential-text.ts';
import type { Principal } from './principal.ts';
import { formatToken, type StoredToken } from './token.ts';

/** Characters of a token's id (50 bits, unique enough to find it) and of its secret (200 bits). */
const ID_LENGTH = 10;
const SECRET_LENGTH = 40;

/** A new token: its text, which is shown once, and the write that makes it known by its hash. */
export function mintToken(
  principal: Principal,
  options: { at: string; random: RandomBytes },
): { text: string; write: ConfigWrite } {
  const id = credentialText(ID_LENGTH, options.random);
  const secret = credentialText(SECRET_LENGTH, options.random);
  const record: StoredToken = {
    v: 1,
    hash: sha256Hex(secret),
    principal: principal.name,
    scopes: [...principal.scopes],
    createdAt: options.at,
  };
  return {
    text: formatToken({ id, secret }),
    write: { op: 'create', kind: 'token', id, record },
  };
}
