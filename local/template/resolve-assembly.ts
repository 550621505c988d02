import type { Place, Resource } from '../resource-model.ts';
import { StartError } from '../start-error.ts';
import type { Assembly, Stack } from './assembly.ts';
import { checkCoverage } from './check-coverage.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { physicalNameOf } from './physical-name.ts';
import type { Registry } from './registry.ts';
import { type NamedResource, stackScope } from './stack-scope.ts';

/** The assembly as the laptop cloud runs it. */
export interface ResolvedAssembly {
  /** Every resource of every stack, in template order, intrinsic functions replaced. */
  readonly resources: readonly Resource[];
  /** Outputs of all stacks, by output name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Resolves all stacks in two phases, which is what makes references between resources (cycles included) simple:
 * first every resource gets its physical name, then properties and outputs are evaluated against those names.
 * Throws `StartError` for a type or property without a model and for whatever cannot be resolved.
 */
export function resolveAssembly(
  assembly: Assembly,
  registry: Registry,
  place: Place,
): ResolvedAssembly {
  checkCoverage(assembly.stacks, registry);
  const exported = new Map<string, () => unknown>();
  const scopes = assembly.stacks.map((stack) => {
    const named = nameResources(stack, { registry, place });
    const scope = stackScope(stack, { named, place, exported });
    for (const output of Object.values(stack.template.Outputs ?? {})) {
      if (!output.Export) continue;
      exported.set(String(evaluate(output.Export.Name, scope)), () =>
        evaluate(output.Value, scope),
      );
    }
    return { stack, named, scope };
  });
  return {
    resources: scopes.flatMap(({ stack, named, scope }) => resolveResources(stack, named, scope)),
    outputs: Object.fromEntries(scopes.flatMap(({ stack, scope }) => outputsOf(stack, scope))),
  };
}

function nameResources(
  stack: Stack,
  { registry, place }: { registry: Registry; place: Place },
): Map<string, NamedResource> {
  const named = new Map<string, NamedResource>();
  // a name in the template may use pseudo parameters, never another resource
  const scope = stackScope(stack, { named, place, exported: new Map() });
  for (const [logicalId, source] of Object.entries(stack.template.Resources ?? {})) {
    if (source.Condition && !scope.condition(source.Condition)) continue;
    const model = registry.find(source.Type)?.model;
    if (!model) continue; // reported by checkCoverage
    const given = model.nameProperty && source.Properties?.[model.nameProperty];
    const physicalName =
      given === undefined
        ? physicalNameOf(stack.name, logicalId)
        : at(`${stack.name}/${logicalId}`, () => String(evaluate(given, scope)));
    named.set(logicalId, { source, model, physicalName });
  }
  return named;
}

function resolveResources(
  stack: Stack,
  named: Map<string, NamedResource>,
  scope: Scope,
): Resource[] {
  return [...named].map(([logicalId, { source, physicalName }]) => ({
    stack: stack.name,
    logicalId,
    type: source.Type,
    constructPath: source.Metadata?.['aws:cdk:path'],
    physicalName,
    properties: at(
      `${stack.name}/${logicalId}`,
      () => evaluate(source.Properties ?? {}, scope) as Record<string, unknown>, // an object stays one
    ),
  }));
}

function outputsOf(stack: Stack, scope: Scope): [string, string][] {
  const present = Object.entries(stack.template.Outputs ?? {}).filter(
    ([, { Condition }]) => !Condition || scope.condition(Condition),
  );
  return present.map(([name, { Value }]) => [
    name,
    at(`${stack.name} output ${name}`, () => String(evaluate(Value, scope))),
  ]);
}

function at<T>(where: string, evaluateIt: () => T): T {
  try {
    return evaluateIt();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`${where}: ${detail}`, { cause });
  }
}
