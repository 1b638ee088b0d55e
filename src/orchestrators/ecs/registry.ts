import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr/getAuthorizationToken";
import { Repository } from "@pulumi/aws/ecr/repository";
import * as pulumi from "@pulumi/pulumi";
import type { StackSettings } from "../../program/settings";
import { relocate } from "../../image/relocate";
import { labels } from "../../program/labels";
import { InvalidWorkload, type Workload } from "../../workload/workload";

/**
 * The same settings with the image in a repository of Amazon's own registry, ECR, to which it is copied. ECS needs no
 * login there: the execution role may pull it.
 * @param emulator the emulator that takes AWS's place, if one does.
 * @throws InvalidWorkload on an emulator, or if ECR does not take the name.
 */
export function throughEcr({ workload, image }: StackSettings, emulator?: string): StackSettings {
  if (emulator) {
    const allowed = "not to set it where AWS_ENDPOINT_URL points at an emulator, whose ECR holds no images";
    throw new InvalidWorkload([{ key: "podium-ecs:registry", value: "ecr", allowed }]);
  }
  checkName(workload);
  const { registryCredentials, ...rest } = workload;
  const repository = new Repository(workload.name, {
    name: workload.name,
    imageTagMutability: "IMMUTABLE",
    // With the images in it: `destroy` would otherwise fail, and what is stored be billed.
    forceDelete: true,
    tags: labels(),
  });
  const { userName, password } = getAuthorizationTokenOutput({ registryId: repository.registryId });
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
  const allowed =
    "a name of two characters or more, without two hyphens in a row, since ECR takes no other for a repository";
  throw new InvalidWorkload([{ key: "podium:name", value: name, allowed }]);
}
