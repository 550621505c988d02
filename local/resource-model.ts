/** One resource of the synthesized template, with its intrinsic functions resolved. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Where the construct stands in the CDK app (`tributary-local-pipeline/Resolve/Function/Resource`). */
  readonly constructPath?: string;
  /** Stable across restarts: derived from stack and logical id, or the name the template gives. */
  readonly physicalName: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Where a resource lives: account, region and the gateway's base URL (`http://127.0.0.1:4566`). */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly url: string;
}

/**
 * How one CloudFormation resource type is understood. A property that is in neither list stops the start
 * with its name, so that a template can never ask for something the laptop silently leaves out.
 */
export interface ResourceModel {
  readonly type: string;
  /** Top-level properties the stand-in acts on. */
  readonly modelled: readonly string[];
  /** Reviewed: properties that cannot matter on one laptop (encryption at rest, tags, …). */
  readonly ignored: readonly string[];
  /** The property that names the resource when the template gives it (`TableName`); otherwise a name is derived. */
  readonly nameProperty?: string;
  /** The value of `Ref`. */
  ref(physicalName: string, place: Place): string;
  /** The values of `Fn::GetAtt`, by attribute. */
  attributes(physicalName: string, place: Place): Readonly<Record<string, string>>;
}
