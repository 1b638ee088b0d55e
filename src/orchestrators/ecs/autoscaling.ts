import { Policy } from "@pulumi/aws/appautoscaling/policy";
import { Target } from "@pulumi/aws/appautoscaling/target";
import * as pulumi from "@pulumi/pulumi";
import type { Autoscaling } from "../../workload/workload";

/** Scales the service's number of tasks with their CPU use. */
export function makeAutoscaling(
  name: string,
  service: { cluster: pulumi.Input<string>; name: pulumi.Input<string> },
  { min, max, cpuPercent }: Autoscaling,
  options: pulumi.CustomResourceOptions,
): void {
  const target = new Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${service.cluster}/${service.name}`,
      minCapacity: min,
      maxCapacity: max,
    },
    options,
  );
  new Policy(
    name,
    {
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: cpuPercent,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    },
    options,
  );
}
