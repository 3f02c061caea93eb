import type { DeploymentValues } from './environment.ts';

/**
 * Consumer group of a service. It bears the name of the store that it fills: two stores over one log must each see all
 * records, and members of one group would share them.
 */
export function consumerGroup({ deployment }: Pick<DeploymentValues, 'deployment'>, service: string): string {
  return `${deployment}.${service}`;
}
