import type { Owned } from "../../engine";
import { all, byKey, isOurs, type Search, unless, unlessDenied } from "./search";

/** The service, its cluster, and the revisions of its task definition. */
export async function findService(search: Search): Promise<Owned[]> {
  const kinds = [servicesOf(search), clustersOf(search), taskDefinitionsOf(search)];
  return (await Promise.all(kinds.map(unlessDenied))).flat();
}

async function servicesOf(search: Search): Promise<Owned[]> {
  const { clients, owned, cluster, workload } = search;
  const { sdk, send } = await clients.ecs();
  const command = new sdk.DescribeServicesCommand({ cluster, services: [workload], include: ["TAGS"] });
  const found = send(command).then(({ services = [] }) => services);
  return (await unless(found, "ClusterNotFound"))
    .filter(({ status, tags }) => status === "ACTIVE" && isOurs(search, byKey(tags)))
    .map(({ serviceArn: arn = "" }) =>
      owned(
        "ecs/service:Service",
        arn,
        `service ${workload}`,
        `ecs delete-service --cluster ${cluster} --service ${workload} --force`,
      ),
    );
}

async function clustersOf(search: Search): Promise<Owned[]> {
  const { clients, owned, cluster, workload } = search;
  const { sdk, send } = await clients.ecs();
  const command = new sdk.DescribeClustersCommand({ clusters: [cluster], include: ["TAGS"] });
  return ((await send(command)).clusters ?? [])
    .filter(({ status, tags }) => status === "ACTIVE" && isOurs(search, byKey(tags)))
    .map(({ clusterArn: arn = "" }) =>
      owned("ecs/cluster:Cluster", arn, `cluster ${workload}`, `ecs delete-cluster --cluster ${cluster}`),
    );
}

async function taskDefinitionsOf(search: Search): Promise<Owned[]> {
  const { clients, owned, workload } = search;
  const ecs = await clients.ecs();
  const { sdk, send } = ecs;
  const input = { familyPrefix: workload, status: "ACTIVE" as const };
  const arns = await all(sdk.paginateListTaskDefinitions, ecs, input, (page) => page.taskDefinitionArns);
  const described = arns.map((taskDefinition) =>
    send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] })),
  );
  return (await Promise.all(described))
    .filter(({ tags }) => isOurs(search, byKey(tags)))
    .map(({ taskDefinition: { taskDefinitionArn: arn = "", revision } = {} }) =>
      owned(
        "ecs/taskDefinition:TaskDefinition",
        // Of all revisions; the provider tells them apart by their ARN.
        workload,
        `task definition ${workload}:${revision}`,
        `ecs deregister-task-definition --task-definition ${arn}`,
        { arn },
      ),
    );
}
