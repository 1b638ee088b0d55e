import type { Answers, Request } from "./fake";

/** Tags as newer APIs write them. */
type Tags = Record<string, string>;

/** The tags of a workload's resources. */
export const tagsOf = (workload: string): Tags => ({ "managed-by": "podium", "podium-workload": workload });

const OURS = tagsOf("web");
/** What looks like the workload's, but is not. */
const OTHERS: Tags[] = [{}, tagsOf("other"), { ...OURS, "managed-by": "terraform" }];

const lower = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));
const upper = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;

/** The workload's resource, `name`, and others of the same kind, `name-other-0` and so on. */
const among = <T>(name: string, make: (name: string, tags: Tags) => T): T[] => [
  ...OTHERS.map((tags, index) => make(`${name}-other-${index}`, tags)),
  make(name, OURS),
];

/** EC2 responds with everything, as an emulator that ignores filters. */
const EC2: Answers = {
  DescribeVpcs: {
    vpcSet: {
      item: [
        ...among("vpc", (vpcId, tags) => ({ vpcId, isDefault: false, tagSet: { item: lower(tags) } })),
        { vpcId: "vpc-default", isDefault: true, tagSet: { item: lower(OURS) } },
      ],
    },
  },
  DescribeSubnets: {
    subnetSet: {
      item: [
        ...among("subnet", (subnetId, tags) => ({ subnetId, tagSet: { item: lower(tags) } })),
        { subnetId: "subnet-default", defaultForAz: true, tagSet: { item: lower(OURS) } },
      ],
    },
  },
  DescribeInternetGateways: {
    internetGatewaySet: {
      item: among("igw", (internetGatewayId, tags) => ({
        internetGatewayId,
        attachmentSet: { item: { vpcId: "vpc", state: "available" } },
        tagSet: { item: lower(tags) },
      })),
    },
  },
  DescribeRouteTables: {
    routeTableSet: {
      item: among("rtb", (routeTableId, tags) => ({
        routeTableId,
        associationSet: {
          item: { routeTableAssociationId: `rtbassoc-of-${routeTableId}`, subnetId: "subnet" },
        },
        tagSet: { item: lower(tags) },
      })),
    },
  },
  DescribeSecurityGroups: {
    securityGroupInfo: {
      item: among("sg", (groupId, tags) => ({
        groupId,
        groupName: `web-tasks-${groupId}`,
        tagSet: { item: lower(tags) },
      })),
    },
  },
  DescribeSecurityGroupRules: ({ "Filter.1.Name": name, "Filter.1.Value.1": groupId }: Request["body"]) => ({
    securityGroupRuleSet: {
      item:
        name === "group-id"
          ? [
              { securityGroupRuleId: `sgr-in-${groupId}`, groupId, isEgress: false },
              { securityGroupRuleId: `sgr-out-${groupId}`, groupId, isEgress: true },
            ]
          : [{ securityGroupRuleId: "sgr-other", groupId: "sg-other", isEgress: false }],
    },
  }),
};

export const BALANCER = arn("elasticloadbalancing", "loadbalancer/app/web/1");
export const LISTENER = arn("elasticloadbalancing", "listener/app/web/1/2");
const targets = (name: string) => arn("elasticloadbalancing", `targetgroup/${name}/3`);
export const TARGETS = targets("web-1a2b3c4");

const ELB: Answers = {
  DescribeLoadBalancers: ({ "Names.member.1": LoadBalancerName }: Request["body"]) =>
    LoadBalancerName === "web"
      ? { LoadBalancers: { member: { LoadBalancerArn: BALANCER, LoadBalancerName } } }
      : { __type: "LoadBalancerNotFound" },
  DescribeListeners: ({ LoadBalancerArn }: Request["body"]) => ({
    Listeners: { member: { ListenerArn: LISTENER, LoadBalancerArn, Port: 80 } },
  }),
  DescribeTargetGroups: {
    TargetGroups: {
      // More than AWS describes the tags of at once.
      member: [
        ...Array.from({ length: 20 }, (_, index) => `web-other-${index}`),
        ...["webshop-1a2b3c4", "web-1a2b3c4"],
      ].map((TargetGroupName) => ({ TargetGroupName, TargetGroupArn: targets(TargetGroupName) })),
    },
  },
  DescribeTags: (body: Request["body"]) => {
    const arns = Object.entries(body).flatMap(([name, value]) =>
      name.startsWith("ResourceArns") ? [String(value)] : [],
    );
    if (arns.length > 20) return { __type: "ValidationError" };
    return {
      TagDescriptions: {
        member: arns.map((ResourceArn) => ({
          ResourceArn,
          Tags: { member: upper([BALANCER, TARGETS].includes(ResourceArn) ? OURS : tagsOf("webshop")) },
        })),
      },
    };
  },
};

const ROLES: Record<string, Tags> = {
  "web-execution-1a2b3c4": { ...OURS, "podium-region": "us-east-1" },
  "web-task-1a2b3c4": { ...OURS, "podium-region": "us-east-1" },
  "web-task-elsewhere": { ...OURS, "podium-region": "eu-central-1" },
  "web-site-task": { ...tagsOf("web-site"), "podium-region": "us-east-1" },
  "web-mine": {},
};

const IAM: Answers = {
  ListRoles: {
    Roles: { member: ["Admin", ...Object.keys(ROLES)].map((RoleName) => ({ RoleName })) },
    IsTruncated: false,
  },
  ListRoleTags: ({ RoleName }: Request["body"]) =>
    // It must not be asked about all roles of an account.
    RoleName === "Admin"
      ? { __type: "NoSuchEntity" }
      : { Tags: { member: upper(ROLES[RoleName as string]!) }, IsTruncated: false },
  ListRolePolicies: ({ RoleName }: Request["body"]) => ({
    PolicyNames: { member: /execution/.test(RoleName as string) ? ["web-execution-5d6e7f8"] : [] },
    IsTruncated: false,
  }),
};

export const CLUSTER = arn("ecs", "cluster/web");
export const SERVICE = arn("ecs", "service/web/web");
export const revision = (family: string, number: number) => arn("ecs", `task-definition/${family}:${number}`);
const FAMILIES = [
  { family: "web", revision: 3, tags: OURS },
  { family: "web", revision: 2, tags: {} },
  { family: "web", revision: 1, tags: OURS },
  { family: "web-site", revision: 1, tags: tagsOf("web-site") },
];

const ECS: Answers = {
  DescribeClusters: ({ clusters: [cluster] }: { clusters: string[] }) => ({
    clusters:
      cluster === "web"
        ? [{ clusterArn: CLUSTER, clusterName: "web", status: "ACTIVE", tags: lower(OURS) }]
        : [],
  }),
  DescribeServices: ({ cluster, services: [name] }: { cluster: string; services: string[] }) =>
    cluster === "web"
      ? {
          services:
            name === "web"
              ? [{ serviceArn: SERVICE, serviceName: "web", status: "ACTIVE", tags: lower(OURS) }]
              : [],
        }
      : { __type: "ClusterNotFoundException" },
  // An emulator takes what AWS takes for a family as the beginning of one.
  ListTaskDefinitions: ({ familyPrefix, status }: Request["body"]) => ({
    taskDefinitionArns: FAMILIES.filter(
      ({ family }) => status === "ACTIVE" && family.startsWith(familyPrefix as string),
    ).map((each) => revision(each.family, each.revision)),
  }),
  DescribeTaskDefinition: ({ taskDefinition }: Request["body"]) => {
    const found = FAMILIES.find((each) => revision(each.family, each.revision) === taskDefinition)!;
    return {
      taskDefinition: { taskDefinitionArn: taskDefinition, family: found.family, revision: found.revision },
      tags: lower(found.tags),
    };
  },
};

export const SCALABLE = arn("application-autoscaling", "scalable-target/1");
export const REPOSITORY = arn("ecr", "repository/web");
const namespace = (id: string) => arn("servicediscovery", `namespace/${id}`);
const TAGGED: Record<string, Tags> = {
  [SCALABLE]: OURS,
  [REPOSITORY]: OURS,
  [namespace("ns")]: OURS,
  [namespace("ns-other")]: tagsOf("other"),
};
export const secret = (name: string) => arn("secretsmanager", `secret:${name}-AbCdEf`);

const OTHER_APIS: Answers = {
  DescribeScalableTargets: ({ ResourceIds: [ResourceId] }: { ResourceIds: string[] }) => ({
    ScalableTargets:
      ResourceId === "service/web/web"
        ? [{ ResourceId, ScalableTargetARN: SCALABLE, ScalableDimension: "ecs:service:DesiredCount" }]
        : [],
  }),
  DescribeScalingPolicies: ({ ResourceId }: Request["body"]) => ({
    ScalingPolicies: [{ PolicyName: "web-9a8b7c6", ResourceId }],
  }),
  ListNamespaces: ({ Filters: [{ Values }] }: { Filters: [{ Values: string[] }] }) => ({
    Namespaces:
      Values[0] === "web.internal"
        ? ["ns-other", "ns"].map((Id) => ({ Id, Arn: namespace(Id), Name: "web.internal" }))
        : [],
  }),
  ListServices: ({ Filters: [{ Values }] }: { Filters: [{ Values: string[] }] }) => ({
    Services: [{ Id: `srv-of-${Values[0]}`, Name: "tasks" }],
  }),
  ListTagsForResource: ({ ResourceARN, resourceArn }: Request["body"]) =>
    ResourceARN === SCALABLE
      ? { Tags: TAGGED[SCALABLE] }
      : {
          Tags: upper(TAGGED[ResourceARN as string] ?? {}),
          tags: upper(TAGGED[resourceArn as string] ?? {}),
        },
  DescribeRepositories: ({ repositoryNames: [repositoryName] }: { repositoryNames: string[] }) =>
    repositoryName === "web"
      ? { repositories: [{ repositoryName, repositoryArn: REPOSITORY }] }
      : { __type: "RepositoryNotFoundException" },
  DescribeLogGroups: ({ logGroupNamePrefix }: Request["body"]) => ({
    logGroups: ["/podium/web", "/podium/web-site"]
      .filter((name) => name.startsWith(logGroupNamePrefix as string))
      .map((logGroupName) => ({ logGroupName })),
  }),
  ListSecrets: {
    SecretList: [
      ...among("web-secrets", (Name, tags) => ({ Name, ARN: secret(Name), Tags: upper(tags) })),
      { Name: "web-deleted", ARN: secret("web-deleted"), DeletedDate: 1_700_000_000, Tags: upper(OURS) },
    ],
  },
};

/** An account of AWS with all that a deployment of the workload `web` can make, and much that is not of it. */
export const ACCOUNT: Answers = { ...EC2, ...ELB, ...IAM, ...ECS, ...OTHER_APIS };
