import type { Owned } from "../../engine";
import { logGroupName, WORKLOAD_TAG } from "../names";
import { all, byKey, isOurs, type Search, unless } from "./search";

/** The log group, by its name, which only Podium uses. */
export async function findLogGroup({ clients, owned, workload }: Search): Promise<Owned[]> {
  const api = await clients.logs();
  const input = { logGroupNamePrefix: logGroupName(workload) };
  const groups = await all(api.sdk.paginateDescribeLogGroups, api, input, (page) => page.logGroups);
  return groups
    .filter(({ logGroupName: name }) => name === input.logGroupNamePrefix)
    .map(({ logGroupName: name = "" }) =>
      owned(
        "cloudwatch/logGroup:LogGroup",
        name,
        `log group ${name}`,
        `logs delete-log-group --log-group-name ${name}`,
      ),
    );
}

/** The secrets. Their versions go with them: AWS deletes none alone. */
export async function findSecrets(search: Search): Promise<Owned[]> {
  const { clients, owned, workload } = search;
  const api = await clients.secrets();
  const input = {
    Filters: [
      { Key: "tag-key" as const, Values: [WORKLOAD_TAG] },
      { Key: "tag-value" as const, Values: [workload] },
    ],
  };
  const secrets = await all(api.sdk.paginateListSecrets, api, input, (page) => page.SecretList);
  return secrets
    .filter(({ DeletedDate, Tags }) => !DeletedDate && isOurs(search, byKey(Tags)))
    .map(({ ARN: arn = "", Name: name }) =>
      owned(
        "secretsmanager/secret:Secret",
        arn,
        `secret ${name}`,
        `secretsmanager delete-secret --secret-id ${arn} --force-delete-without-recovery`,
      ),
    );
}

/** The repository for the image. */
export async function findRepository(search: Search): Promise<Owned[]> {
  const { clients, owned, workload } = search;
  const api = await clients.ecr();
  const { sdk, send } = api;
  const input = { repositoryNames: [workload] };
  const [found] = await unless(
    all(sdk.paginateDescribeRepositories, api, input, (page) => page.repositories),
    "RepositoryNotFound",
  );
  if (!found) return [];
  const { tags } = await send(new sdk.ListTagsForResourceCommand({ resourceArn: found.repositoryArn }));
  if (!isOurs(search, byKey(tags))) return [];
  return [
    owned(
      "ecr/repository:Repository",
      workload,
      `repository ${workload}`,
      `ecr delete-repository --repository-name ${workload} --force`,
    ),
  ];
}
