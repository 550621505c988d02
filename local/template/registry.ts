import type { ResourceModel } from '../resource-model.ts';

/** The models one file defines; the file is named when a property or type is missing. */
export interface ModelGroup {
  readonly file: string;
  readonly models: readonly ResourceModel[];
}

/** Every resource type the laptop cloud understands. */
export interface Registry {
  find(type: string): { readonly model: ResourceModel; readonly file: string } | undefined;
}

/** Joins the groups; throws when two of them model one type. */
export function createRegistry(groups: readonly ModelGroup[]): Registry {
  const byType = new Map<string, { model: ResourceModel; file: string }>();
  for (const { file, models } of groups) {
    for (const model of models) {
      const other = byType.get(model.type);
      if (other) throw new Error(`${model.type} is modelled in ${other.file} and in ${file}`);
      byType.set(model.type, { model, file });
    }
  }
  return { find: (type) => byType.get(type) };
}
