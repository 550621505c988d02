import { WORKSPACE } from '../kernel/workspace.ts';

/** Primary keys of the `config` table, in one place. `pk` and `sk` are strings. */
export const configKeys = {
  source: (sourceId: string) => ({ pk: `${WORKSPACE}#SRC`, sk: sourceId }),
  writeKey: (hash: string) => ({ pk: `${WORKSPACE}#WK#${hash}`, sk: 'WK' }),
  token: (tokenId: string) => ({ pk: `${WORKSPACE}#TOK`, sk: tokenId }),
  computedTrait: (key: string) => ({ pk: `${WORKSPACE}#CT`, sk: key }),
  audit: (month: string, entryId: string) => ({ pk: `${WORKSPACE}#AUDIT#${month}`, sk: entryId }),
  idempotency: (principal: string, key: string) => ({
    pk: `${WORKSPACE}#IDEM#${principal}`,
    sk: key,
  }),
} as const;
