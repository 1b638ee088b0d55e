import { z } from "zod";
import { balancing } from "./balancing";
import { discovery } from "./discovery";
import { firewall } from "./firewall";
import { registry } from "./registry";
import { tags } from "./tags";
import { taskDefinition } from "./task";
import type { Body, Inputs, Proof } from "../../../proof/proof";
import { filled, port, whole } from "../../../proof/rules";

const PACKAGE = "@aws-sdk/client-ecs";
const NOT_ECS = "the AWS provider translates it for an API whose model is not among the packages here";

/**
 * Compared with AWS's own model of ECS, by the types of its SDK, and with the limits in the API's reference:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/
 */
export const ecs: Proof = {
  bodies: {
    "aws:ecs/cluster:Cluster": ({ name, ...inputs }): Body[] => [
      { content: inputs["tags"], rules: tags },
      {
        content: withTagList({ clusterName: name, ...inputs }),
        type: { package: PACKAGE, name: "CreateClusterRequest" },
        rules: cluster,
      },
    ],
    "aws:ecs/taskDefinition:TaskDefinition": ({ containerDefinitions, ...inputs }): Body[] => [
      { content: inputs["tags"], rules: tags },
      {
        content: withTagList({
          ...inputs,
          containerDefinitions: JSON.parse(String(containerDefinitions)) as unknown,
        }),
        type: { package: PACKAGE, name: "RegisterTaskDefinitionRequest" },
        rules: taskDefinition,
      },
    ],
    "aws:ecs/service:Service": ({ waitForSteadyState, ...inputs }): Body[] => [
      { content: waitForSteadyState, rules: z.literal(true) },
      { content: inputs["tags"], rules: tags },
      {
        content: createService(inputs),
        type: { package: PACKAGE, name: "CreateServiceRequest" },
        rules: service,
      },
    ],
    ...balancing,
    ...discovery,
    ...firewall,
    ...registry,
  },
  unproven: {
    "pulumi:providers:aws": "it is not sent anywhere: Pulumi configures its plugin with it",
    "aws:cloudwatch/logGroup:LogGroup": NOT_ECS,
    "aws:secretsmanager/secret:Secret": NOT_ECS,
    "aws:secretsmanager/secretVersion:SecretVersion": NOT_ECS,
    "aws:iam/role:Role": NOT_ECS,
    "aws:iam/rolePolicy:RolePolicy": NOT_ECS,
    "aws:ec2/vpc:Vpc": NOT_ECS,
    "aws:ec2/internetGateway:InternetGateway": NOT_ECS,
    "aws:ec2/subnet:Subnet": NOT_ECS,
    "aws:ec2/routeTable:RouteTable": NOT_ECS,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": NOT_ECS,
  },
};

/** As all names in ECS: up to 255 letters, digits, underscores and hyphens. */
const clusterName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, "not a name");

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html */
const cluster = z.looseObject({
  clusterName,
  settings: z.tuple([
    // The model has its name, but not its values.
    z.looseObject({ value: z.enum(["enhanced", "enabled", "disabled"]) }),
  ]),
});

/** With the tags as ECS expects them. */
const withTagList = ({ tags = {}, ...rest }: Inputs) => ({
  ...rest,
  tags: Object.entries(tags as Inputs).map(([key, value]) => ({ key, value })),
});

/** The AWS provider's request for these inputs. Inputs that it does not know are kept, so that they are noticed. */
function createService(inputs: Inputs) {
  const {
    name,
    deploymentMaximumPercent: maximumPercent,
    deploymentMinimumHealthyPercent: minimumHealthyPercent,
    deploymentCircuitBreaker,
    enableEcsManagedTags: enableECSManagedTags,
    networkConfiguration,
    serviceRegistries,
    ...rest
  } = withTagList(inputs) as Inputs;
  const { assignPublicIp, ...network } = networkConfiguration as Inputs;
  return {
    ...rest,
    serviceName: name,
    deploymentConfiguration: { maximumPercent, minimumHealthyPercent, deploymentCircuitBreaker },
    enableECSManagedTags,
    serviceRegistries: serviceRegistries && [serviceRegistries],
    networkConfiguration: {
      awsvpcConfiguration: {
        ...network,
        assignPublicIp:
          assignPublicIp === true ? "ENABLED" : assignPublicIp === false ? "DISABLED" : assignPublicIp,
      },
    },
  };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
const service = z
  .looseObject({
    serviceName: clusterName,
    cluster: filled,
    taskDefinition: filled,
    launchType: z.literal("FARGATE"),
    platformVersion: z.string().regex(/^(LATEST|\d+\.\d+\.\d+)$/),
    schedulingStrategy: z.literal("REPLICA"),
    // The quota of a service is 5000 tasks.
    desiredCount: whole(0, 5000),
    healthCheckGracePeriodSeconds: whole(0, 2147483647),
    availabilityZoneRebalancing: z.enum(["ENABLED", "DISABLED"]),
    deploymentConfiguration: z
      .looseObject({
        maximumPercent: whole(100, 200),
        minimumHealthyPercent: whole(0, 100),
        deploymentCircuitBreaker: z.strictObject({ enable: z.boolean(), rollback: z.boolean() }),
      })
      // Otherwise no deployment could proceed.
      .refine(
        ({ maximumPercent, minimumHealthyPercent }) => maximumPercent > minimumHealthyPercent,
        "allows neither more tasks nor fewer",
      ),
    loadBalancers: z
      .array(z.strictObject({ targetGroupArn: filled, containerName: filled, containerPort: port }))
      .min(1)
      .max(5),
    // A service has at most one, and A records need no port:
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html
    serviceRegistries: z.tuple([
      z.strictObject({
        registryArn: z
          .string()
          .regex(/^arn:aws[a-z-]*:servicediscovery:[a-z0-9-]+:\d{12}:service\/srv-[a-z0-9]+$/),
      }),
    ]),
    networkConfiguration: z.strictObject({
      awsvpcConfiguration: z.looseObject({
        subnets: z.array(filled).min(1).max(16),
        securityGroups: z.array(filled).min(1).max(5),
        assignPublicIp: z.literal("ENABLED"),
      }),
    }),
  })
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
  .refine(
    (all) =>
      all.availabilityZoneRebalancing === "DISABLED" || all.deploymentConfiguration.maximumPercent > 100,
    "cannot move tasks between zones without an extra task",
  );
