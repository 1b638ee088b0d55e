import type { Service } from "@pulumi/aws/ecs/service";
import * as pulumi from "@pulumi/pulumi";
import { Failure } from "../../common/errors";

/**
 * The service's name, once it runs the wanted task definition. After an update that the circuit breaker has rolled back,
 * the service is as steady as after any other, so the provider reports success; but it reads the service once more, and
 * then outputs the task definition that ECS has gone back to.
 * https://github.com/hashicorp/terraform-provider-aws/issues/20858
 * https://github.com/pulumi/pulumi-awsx/issues/1848
 *
 * It throws Failure otherwise. That fails the `up`, and also keeps Pulumi from deregistering the former task definition,
 * which is the one in use. A preview does not compare: it must not keep the next `up` from trying again.
 */
export const onceRolledOut = (
  { name, taskDefinition }: Pick<Service, "name" | "taskDefinition">,
  wanted: pulumi.Input<string>,
): pulumi.Output<string> =>
  pulumi.all([name, taskDefinition, wanted]).apply(([name, actual, wanted]) => {
    if (pulumi.runtime.isDryRun() || actual === wanted) return name;
    throw new Failure(
      `ECS has rolled the service ${name} back: it runs ${revision(actual)} instead of ${revision(wanted)}. The service's ` +
        "events and its stopped tasks say why. Correct the release, then run `pulumi up --refresh`.",
    );
  });

/** E.g. `web:3`, the last part of the ARN. */
const revision = (arn = "no task definition") => arn.split("/").at(-1);
