import type { ConfigRecord } from '../../shared/govern/admin-change.ts';
import { requireScope } from '../../shared/govern/principal.ts';
import {
  type AdminWrite,
  type AdminWriteStores,
  adminWrite,
} from '../../shared/http/admin-write.ts';
import type { Route } from '../../shared/http/api-handler.ts';
import { type ApiReply, jsonReply } from '../../shared/http/api-reply.ts';
import type { ApiRequest } from '../../shared/http/api-request.ts';
import { authenticate } from '../../shared/http/authenticate.ts';
import { formatCursor, pageOf } from '../../shared/http/cursor.ts';
import { entityTag } from '../../shared/http/entity-tag.ts';
import { MethodNotAllowedError } from '../../shared/http/method-not-allowed.ts';
import { parseBody } from '../../shared/http/parse-body.ts';
import { ConflictError, NotFoundError } from '../../shared/kernel/errors.ts';
import {
  type ComputedTrait,
  ComputedTraitInput,
} from '../../shared/profile/computed-trait-definition.ts';
import type { ComputedTraitStore } from '../../shared/stores/computed-trait-store.ts';

const PATH = '/v1/admin/computed-traits';

/** What the computed traits API needs. */
export interface ComputedTraitsApiStores extends AdminWriteStores {
  readonly computedTraits: ComputedTraitStore;
}

/**
 * `/v1/admin/computed-traits`: create, list, get and delete. A computed trait cannot be changed, because
 * what is already counted would not fit a new definition; delete it and create another.
 */
export function computedTraitsApi(stores: ComputedTraitsApiStores): Route {
  return async (request) => {
    const collection = request.proxy === '';
    switch (`${request.method} ${collection ? 'list' : 'one'}`) {
      case 'POST list':
        return await adminWrite(request, createComputedTrait(stores), stores);
      case 'GET list':
        return await listComputedTraits(request, stores);
      case 'GET one':
        return await getComputedTrait(request, stores);
      case 'DELETE one':
        return await adminWrite(request, deleteComputedTrait(stores), stores);
      default:
        throw new MethodNotAllowedError(collection ? ['GET', 'POST'] : ['GET', 'DELETE']);
    }
  };
}

function createComputedTrait(stores: ComputedTraitsApiStores): AdminWrite<ComputedTrait> {
  return {
    action: 'computed_trait.create',
    route: `POST ${PATH}`,
    prepare(request) {
      const input = parseBody(ComputedTraitInput, request);
      return {
        read: () => stores.computedTraits.find(input.key),
        decide(current, at) {
          if (current) {
            throw new ConflictError(
              'computed_trait_exists',
              `computed trait exists already, got '${input.key}'`,
            );
          }
          const created: ComputedTrait = { ...input, version: 1, createdAt: at, updatedAt: at };
          return {
            writes: [
              { op: 'create', kind: 'computed_trait', id: input.key, record: recordOf(created) },
            ],
            resource: `computed_trait/${input.key}`,
            version: created.version,
            reply: jsonReply(created, {
              status: 201,
              headers: { etag: entityTag(created.version), location: `${PATH}/${input.key}` },
            }),
          };
        },
      };
    },
  };
}

function deleteComputedTrait(stores: ComputedTraitsApiStores): AdminWrite<ComputedTrait> {
  return {
    action: 'computed_trait.delete',
    route: `DELETE ${PATH}/{key}`,
    prepare: ({ proxy: key }) => ({
      read: () => findByPath(key, stores),
      decide(current) {
        if (!current) throw notFound();
        return {
          writes: [{ op: 'delete', kind: 'computed_trait', id: key, ifVersion: current.version }],
          resource: `computed_trait/${key}`,
          version: current.version,
          reply: { status: 204 },
        };
      },
    }),
  };
}

async function listComputedTraits(
  request: ApiRequest,
  stores: ComputedTraitsApiStores,
): Promise<ApiReply> {
  await requireRead(request, stores);
  const { computedTraits, next } = await stores.computedTraits.list(pageOf(request.query));
  return jsonReply({ computedTraits, cursor: formatCursor(next) });
}

async function getComputedTrait(
  request: ApiRequest,
  stores: ComputedTraitsApiStores,
): Promise<ApiReply> {
  await requireRead(request, stores);
  const found = await findByPath(request.proxy, stores);
  if (!found) throw notFound();
  return jsonReply(found, { headers: { etag: entityTag(found.version) } });
}

/** What cannot be a key is not looked up: DynamoDB would refuse it as an error of ours. */
async function findByPath(
  key: string,
  stores: ComputedTraitsApiStores,
): Promise<ComputedTrait | undefined> {
  if (!ComputedTraitInput.shape.key.safeParse(key).success) return undefined;
  return await stores.computedTraits.find(key);
}

async function requireRead(request: ApiRequest, stores: ComputedTraitsApiStores): Promise<void> {
  const { authorization } = request.headers;
  requireScope(await authenticate({ authorization, tokens: stores.tokens }), 'admin:read');
}

function recordOf(computedTrait: ComputedTrait): ConfigRecord {
  return { v: 1, ...computedTrait };
}

function notFound(): NotFoundError {
  return new NotFoundError('computed_trait_not_found', 'computed trait does not exist');
}
