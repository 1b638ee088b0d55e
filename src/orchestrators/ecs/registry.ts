import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr/getAuthorizationToken";
import { Repository } from "@pulumi/aws/ecr/repository";
import * as pulumi from "@pulumi/pulumi";
import { relocate } from "../../image/relocate";
import { labels } from "../../program/labels";
import type { StackWorkload } from "../../program/settings";
import { InvalidConfig } from "../../workload/problems";
import type { Workload } from "../../workload/workload";
import type { AwsTarget } from "./provider";

/**
 * Copies the image to a repository in Amazon's own registry, ECR. ECS needs no login there: the execution role may pull
 * from it.
 * @returns the same workload without credentials, and the copied image.
 * @throws InvalidConfig on an emulator, or if ECR does not accept the workload's name.
 */
export function throughEcr(
  { workload, image }: StackWorkload,
  { connection, provider }: Pick<AwsTarget, "connection" | "provider">,
): StackWorkload {
  if (connection.endpoint) {
    const rule = "is not supported where AWS_ENDPOINT_URL points at an emulator, whose ECR stores no images";
    throw new InvalidConfig([{ key: "podium-ecs:registry", rule, isWrongKey: true }]);
  }
  checkName(workload);
  const { registryCredentials, ...rest } = workload;
  const repository = new Repository(
    workload.name,
    {
      name: workload.name,
      imageTagMutability: "IMMUTABLE",
      // With the images in it: otherwise `destroy` would fail, and storage would still be billed.
      forceDelete: true,
      tags: labels(),
    },
    { provider },
  );
  const { userName, password } = getAuthorizationTokenOutput(
    { registryId: repository.registryId },
    { provider },
  );
  return {
    workload: rest,
    image: relocate({
      image,
      credentials: registryCredentials,
      repository: repository.repositoryUrl,
      login: pulumi.secret({ username: userName, password }),
    }),
  };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-create.html */
function checkName({ name }: Workload): void {
  if (name.length > 1 && !name.includes("--")) return;
  const rule =
    "must have at least two characters and no two hyphens in a row, as ECR requires of a repository's name";
  throw new InvalidConfig([{ key: "podium:name", value: name, rule }]);
}
