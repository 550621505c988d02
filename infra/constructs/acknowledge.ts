import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding of cdk-nag that is accepted, with what is at risk and which test keeps that risk small. */
export interface Acknowledgement {
  /** The finding's full id, such as `AwsSolutions-S1` or `AwsSolutions-IAM5[Resource::*]`. */
  readonly rule: string;
  /** Why the rule does not fit here and what could go wrong because of it. */
  readonly risk: string;
  /** The test file that fails when the risk grows; a test checks that it exists. */
  readonly coveredBy: string;
}

/** Accepts a finding on `resource` and everything in it. */
export function acknowledge(resource: IConstruct, acknowledgement: Acknowledgement): void {
  const { rule, risk, coveredBy } = acknowledgement;
  Validations.of(resource).acknowledge({
    id: rule,
    reason: `${resource.node.path}: ${risk} Covered by ${coveredBy}.`,
  });
}
