import type { HttpEdge } from '../constructs/http-edge.ts';
import type { Deployment, Stores } from '../deployment.ts';

/** What every capability is given: what is deployed, where data lives, and the public door. */
export interface CapabilityProps {
  readonly deployment: Deployment;
  readonly stores: Stores;
  readonly edge: HttpEdge;
}
