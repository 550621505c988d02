import { ApiError, createApi } from '../api.ts';
import type { Credentials } from './credentials.ts';

/** Says what is wrong with credentials, in words for the person who typed them; undefined where they work. */
export async function problemWith({ token, writeKey }: Credentials): Promise<string | undefined> {
  return lookWrong({ token, writeKey }) ?? (await areRefused({ token, writeKey }));
}

function lookWrong({ token, writeKey }: Credentials): string | undefined {
  if (token === '' || writeKey === '') return 'Both the admin token and the write key are needed.';
  if (token.startsWith('wk_')) {
    return 'That is a write key, which can read nothing. The admin token starts with tat_.';
  }
  if (writeKey.startsWith('wk_sec_')) {
    return 'That is the secret write key, which stays on servers. Use the public one, wk_pub_….';
  }
  if (writeKey.startsWith('tat_'))
    return 'That is an admin token. The write key starts with wk_pub_.';
  return undefined;
}

async function areRefused({ token, writeKey }: Credentials): Promise<string | undefined> {
  const api = createApi(token);
  try {
    await api.get('/v1/admin/tail?limit=1');
    await api.get(`/v1/projects/${encodeURIComponent(writeKey)}/settings`);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return REFUSALS[error.code] ?? error.message;
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  unauthorized: 'The API does not know this admin token. It may belong to an earlier start.',
  forbidden: 'This token may not read messages: it lacks the scope tail:read.',
  source_not_found: 'The API does not know this write key.',
  unreachable: 'The API cannot be reached. Is it still running?',
};
