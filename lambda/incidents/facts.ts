/** What the rules read of a load balancer's surroundings, as hashes: enough to say later what changed, and no more. */

/** Parts of one object by name, such as the keys of a ConfigMap, each as a short hash. `at`: when the object says it was last changed. */
export interface ObjectFacts {
  readonly at: string | null;
  readonly parts: Readonly<Record<string, string>>;
}

/** By object, `ConfigMap kube-system/cilium-config`. An object that could not be read is not among them. */
export type Facts = Readonly<Record<string, ObjectFacts>>;

/** Facts of one load balancer: its own, and the name of the facts it shares with all load balancers of its cluster. */
export interface FactSet {
  readonly own: Facts;
  readonly shared: string | null;
}

/** What one run knows: sets by ARN, and the shared facts by their name. */
export interface KnownFacts {
  readonly of: ReadonlyMap<string, FactSet>;
  readonly shared: ReadonlyMap<string, Facts>;
}

/** `healthy`: when all was well for the last time. `opened`: when the incident began, so that its repair can be told. */
export interface Baseline {
  readonly loadBalancer: string;
  readonly healthy: FactSet | null;
  readonly opened: FactSet | null;
}

export const noFacts: KnownFacts = { of: new Map(), shared: new Map() };
