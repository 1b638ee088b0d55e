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
const NOT_ECS = "AWS's provider translates it for an API whose model is not among the packages here";

/**
 * Against AWS's own model of ECS, as its SDK has it in types; and against what the API's reference says in words:
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

/** 255 letters, digits, underscores and hyphens, as all names in ECS. */
const clusterName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, "no name");

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html */
const cluster = z.looseObject({
  clusterName,
  settings: z.tuple([
    // Its name is in the model, its value is not.
    z.looseObject({ value: z.enum(["enhanced", "enabled", "disabled"]) }),
  ]),
});

/** With the tags as ECS takes them. */
const withTagList = ({ tags = {}, ...rest }: Inputs) => ({
  ...rest,
  tags: Object.entries(tags as Inputs).map(([key, value]) => ({ key, value })),
});

/** The request that AWS's provider makes of these inputs; what it does not know, it does not leave out here. */
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
    // 5000 tasks is the quota of a service.
    desiredCount: whole(0, 5000),
    healthCheckGracePeriodSeconds: whole(0, 2147483647),
    availabilityZoneRebalancing: z.enum(["ENABLED", "DISABLED"]),
    deploymentConfiguration: z
      .looseObject({
        maximumPercent: whole(100, 200),
        minimumHealthyPercent: whole(0, 100),
        deploymentCircuitBreaker: z.strictObject({ enable: z.boolean(), rollback: z.boolean() }),
      })
      // Otherwise no deployment could do a thing.
      .refine(
        ({ maximumPercent, minimumHealthyPercent }) => maximumPercent > minimumHealthyPercent,
        "neither may more tasks run, nor fewer",
      ),
    loadBalancers: z
      .array(z.strictObject({ targetGroupArn: filled, containerName: filled, containerPort: port }))
      .min(1)
      .max(5),
    // A service has one at most, and records of the type A need no port:
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
    "tasks cannot be moved between zones without one more",
  );
