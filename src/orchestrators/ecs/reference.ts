/** The parts of a deployment's reference, `cluster/service`. */
export function partsOf(reference: string): { cluster: string; service: string } {
  const [cluster = "", service = ""] = reference.split("/");
  return { cluster, service };
}
