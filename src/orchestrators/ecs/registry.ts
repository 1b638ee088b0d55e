import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr/getAuthorizationToken";
import { Repository } from "@pulumi/aws/ecr/repository";
import * as pulumi from "@pulumi/pulumi";
import { relocate } from "../../image/relocate";
import { onceRunnable } from "../../image/runnable";
import type { StackWorkload } from "../../program/settings";
import { InvalidConfig } from "../../workload/problems";
import type { Workload } from "../../workload/workload";
import type { SettingsOf } from "../../workload/settings";
import type { EcsConnection } from "./connection";
import type { AwsTarget } from "./provider";
import type { settings } from "./settings";
import { tagsOf } from "./tags";

/** What of the stack's settings concerns the image. */
export type ImageSettings = Pick<SettingsOf<typeof settings>, "registry" | "cpuArchitecture">;

/**
 * Whether the image goes through ECR: as the settings say, or else on AWS itself if it is the sample image. That is pushed
 * to a registry on this machine by default, which AWS cannot reach. Credentials mean that it is elsewhere.
 */
export const isThroughEcr = (
  { registry }: ImageSettings,
  { isSample, workload }: StackWorkload,
  { endpoint }: EcsConnection,
): boolean => (registry ? registry === "ecr" : isSample && !workload.registryCredentials && !endpoint);

/** For `dependsOn`: nothing, once it is known that AWS can run the image. An emulator runs what its Docker engine does. */
export function onceRunnableOnAws(
  own: ImageSettings,
  stack: StackWorkload,
  connection: EcsConnection,
): pulumi.Input<pulumi.Resource[]> {
  if (connection.endpoint) return [];
  const isArm = own.cpuArchitecture === "ARM64";
  return onceRunnable(stack.image, {
    name: "AWS",
    architecture: isArm ? "arm64" : "amd64",
    isCopied: isThroughEcr(own, stack, connection),
    credentials: stack.workload.registryCredentials,
    registryRemedy:
      "Have the stack copy it to ECR: `pulumi config set podium-ecs:registry ecr`. Or push it to a registry that AWS can " +
      "reach, such as by setting PODIUM_REGISTRY to it and deploying the image again.",
    platformRemedy:
      `Deploy to ${isArm ? "x86" : "ARM"} processors: ` +
      `\`pulumi config set podium-ecs:cpuArchitecture ${isArm ? "X86_64" : "ARM64"}\`. Or build it for ` +
      `${isArm ? "ARM" : "x86"} processors, the sample image by \`podium:platform\` in the project's root.`,
  });
}

/**
 * Copies the image to a repository in Amazon's own registry, ECR. ECS needs no login there: the execution role may pull
 * from it.
 * @returns the same workload without credentials, and the copied image.
 * @throws InvalidConfig on an emulator, or if ECR does not accept the workload's name.
 */
export function throughEcr(
  stack: StackWorkload,
  { connection, provider }: Pick<AwsTarget, "connection" | "provider">,
): StackWorkload {
  const { workload, image } = stack;
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
      tags: tagsOf(workload.name),
    },
    { provider },
  );
  const { userName, password } = getAuthorizationTokenOutput(
    { registryId: repository.registryId },
    { provider },
  );
  return {
    ...stack,
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
