import type { Item } from '../attribute-value.ts';
import { consumedCapacity, readUnits, readUsage } from '../capacity.ts';
import type { DocumentPath } from '../expression/document-path.ts';
import { parsedProjection } from '../expression/parsed-expressions.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { bindProjection, project } from '../expression/projection.ts';
import { exactKey, readKey } from '../item-key.ts';
import type { Input } from '../request-input.ts';
import { optionalText, refuseLegacy } from '../request-input.ts';
import type { ExpressionParameters } from '../request-placeholders.ts';
import { readPlaceholders, requireExpressions } from '../request-placeholders.ts';
import { requireScalarKeys } from '../scalar-keys.ts';
import type { Store } from '../store.ts';
import { requireTableName } from '../table-catalog.ts';
import type { TableSpec } from '../table-spec.ts';
import type { Output } from './output.ts';

const KIND = 'ProjectionExpression';

/** The expression a read of one item can have. */
export const PROJECTION_ONLY: ExpressionParameters = { withNames: [KIND], withValues: [] };

/** `GetItem`: one item, or the parts of it a projection names. */
export function getItem(store: Store, input: Input): Output {
  refuseLegacy('GetItem', input);
  requireTableName(input.TableName, 'tableName');
  requireExpressions(input, PROJECTION_ONLY);
  const table = store.tables.require(input.TableName);
  const paths = readOwnProjection(table, input);
  const key = exactKey(table, readKey(input.Key));
  const found = store.items.get(table, key);
  const units = readUnits(found?.size ?? 0, { consistent: input.ConsistentRead === true });
  const mode = optionalText(input, 'ReturnConsumedCapacity');
  const capacity = consumedCapacity(table.name, units, mode);
  return {
    body: {
      ...(found && { Item: projected(paths, found.item) }),
      ...(capacity && { ConsumedCapacity: capacity }),
    },
    usage: readUsage(units),
  };
}

/** The projection of a request that has no other expression. */
export function readOwnProjection(
  table: TableSpec,
  input: Input,
): readonly DocumentPath[] | undefined {
  requireExpressions(input, PROJECTION_ONLY);
  const placeholders = readPlaceholders(input, PROJECTION_ONLY);
  const paths = readProjection(input, placeholders);
  placeholders.requireAllUsed();
  requireScalarKeys(table, paths ?? []);
  return paths;
}

/** The projection of a request, if it has one. */
export function readProjection(
  input: Input,
  placeholders: Placeholders,
): readonly DocumentPath[] | undefined {
  const text = optionalText(input, KIND);
  return text === undefined
    ? undefined
    : bindProjection(parsedProjection(KIND, text), placeholders);
}

/** The item, or what a projection leaves of it. */
export function projected(paths: readonly DocumentPath[] | undefined, item: Item): Item {
  return paths ? project(paths, item) : item;
}
