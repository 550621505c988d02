import { requireScope } from '../../shared/govern/principal.ts';
import type { Route } from '../../shared/http/api-handler.ts';
import { jsonReply } from '../../shared/http/api-reply.ts';
import { authenticate } from '../../shared/http/authenticate.ts';
import { MethodNotAllowedError } from '../../shared/http/method-not-allowed.ts';
import { BadRequestError, NotFoundError } from '../../shared/kernel/errors.ts';
import type { ComputedTrait } from '../../shared/profile/computed-trait-definition.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import type { ProfileReader } from '../../shared/stores/profile-store.ts';
import type { TokenStore } from '../../shared/stores/token-store.ts';
import { parseProfileReference } from './profile-reference.ts';
import { viewProfile, viewRecentEvents } from './profile-view.ts';

const EVENTS = '/events';

/** What the profile API needs. */
export interface ProfileApiStores {
  readonly tokens: TokenStore;
  readonly profiles: ProfileReader;
  /** Those in force. */
  readonly computedTraits: () => Promise<readonly ComputedTrait[]>;
}

/**
 * `GET /v1/profiles/{type}:{value}` and `…/events`: one person as known now, by any identifier or any
 * profileId they ever had. Paths and replies are personal data: neither is logged or cached.
 */
export function profileApi({ tokens, profiles, computedTraits }: ProfileApiStores): Route {
  return async (request) => {
    const { authorization } = request.headers;
    requireScope(await authenticate({ authorization, tokens }), 'profiles:read');
    if (request.method !== 'GET') throw new MethodNotAllowedError(['GET']);
    if (request.proxy.endsWith(EVENTS)) {
      const profile = await findProfile(request.proxy.slice(0, -EVENTS.length), profiles);
      return jsonReply({ events: viewRecentEvents(profile), cursor: null });
    }
    const details = parseInclude(request.query.include);
    const profile = await findProfile(request.proxy, profiles);
    return jsonReply(viewProfile(profile, { details, computedTraits: await computedTraits() }));
  };
}

async function findProfile(reference: string, profiles: ProfileReader): Promise<Profile> {
  const parsed = parseProfileReference(reference);
  const profile =
    parsed.kind === 'profileId'
      ? await profiles.getProfile(parsed.profileId)
      : await profiles.findByIdentifier(parsed.identifier);
  if (profile) return profile;
  throw new NotFoundError('profile_not_found', 'nobody is known by this identifier');
}

function parseInclude(include: string | undefined): boolean {
  if (include === undefined || include === 'details') return include === 'details';
  throw new BadRequestError('invalid_query', "include is not known, expected 'details'");
}
