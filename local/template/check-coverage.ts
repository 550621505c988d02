import { StartError } from '../start-error.ts';
import type { Stack } from './assembly.ts';
import type { Registry } from './registry.ts';

/**
 * Throws `StartError` naming the first resource type or property that no model covers: what production would
 * act on must never be left out in silence.
 */
export function checkCoverage(stacks: readonly Stack[], registry: Registry): void {
  for (const stack of stacks) {
    for (const [logicalId, { Type, Properties = {} }] of Object.entries(
      stack.template.Resources ?? {},
    )) {
      const place = `${stack.name}/${logicalId}`;
      const found = registry.find(Type);
      if (!found) {
        throw new StartError(
          `${place}: the laptop cloud has no model of ${Type}, add one and name it in local/template/models.ts`,
        );
      }
      const { modelled, ignored } = found.model;
      const unknown = Object.keys(Properties).find(
        (property) => !modelled.includes(property) && !ignored.includes(property),
      );
      if (unknown === undefined) continue;
      throw new StartError(
        `${place}: property ${unknown} of ${Type} is neither modelled nor reviewed as ignored, add it in ${found.file}`,
      );
    }
  }
}
