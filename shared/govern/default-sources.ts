import type { SourceKind, Trust } from '../collect/envelope.ts';
import { sha256Hex } from '../kernel/hash.ts';
import type { ConfigWrite } from './admin-change.ts';
import { credentialText, type RandomBytes } from './credential-text.ts';

/** A source a workspace starts with: where its messages come from and how far their word is taken. */
interface DefaultSource {
  readonly sourceId: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly trust: Trust;
}

const WEB: DefaultSource = {
  sourceId: 'default-web',
  name: 'Default web',
  kind: 'public',
  trust: 'standard',
};
const SERVER: DefaultSource = {
  sourceId: 'default-server',
  name: 'Default server',
  kind: 'secret',
  trust: 'trusted',
};

/** Creates the two sources every workspace starts with; holds only while there are none. */
export function createDefaultSources(at: string): ConfigWrite[] {
  return [WEB, SERVER].map((source) => ({
    op: 'create',
    kind: 'source',
    id: source.sourceId,
    record: { v: 1, ...source, createdAt: at, rev: 1 },
  }));
}

/** A pair of write keys for the default sources: their texts, shown once, and the writes that store hashes. */
export function mintDefaultWriteKeys(random: RandomBytes): {
  publicWriteKey: string;
  secretWriteKey: string;
  writes: ConfigWrite[];
} {
  const publicWriteKey = `wk_pub_${credentialText(24, random)}`;
  const secretWriteKey = `wk_sec_${credentialText(32, random)}`;
  return {
    publicWriteKey,
    secretWriteKey,
    writes: [writeKeyOf(WEB, publicWriteKey), writeKeyOf(SERVER, secretWriteKey)],
  };
}

function writeKeyOf(source: DefaultSource, key: string): ConfigWrite {
  return { op: 'create', kind: 'write_key', id: sha256Hex(key), record: { v: 1, ...source } };
}
