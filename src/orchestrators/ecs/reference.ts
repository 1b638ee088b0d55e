/** What a deployment's reference, `region/cluster/service`, is made of; its region may be another than the environment's. */
export function partsOf(reference: string): { region: string; cluster: string; service: string } {
  const [region = "", cluster = "", service = ""] = reference.split("/");
  return { region, cluster, service };
}
