import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { clientsOf } from "../../../src/orchestrators/ecs/client";
import type { EcsConnection } from "../../../src/orchestrators/ecs/connection";
import { ownedIn } from "../../../src/orchestrators/ecs/owned";
import { ACCOUNT, BALANCER, CLUSTER, LISTENER, revision, secret, SERVICE, tagsOf, TARGETS } from "./account";
import { type Answers, hideAws, type Request, serve, serveEcs } from "./fake";

const REGION = { region: "us-east-1" };
const PASSED = "--region us-east-1";

/** What an account with these answers has for a workload. */
async function search(changes: Answers = {}, workload = "web", connection: EcsConnection = REGION) {
  const server = await serve({ ...ACCOUNT, ...changes });
  const clients = clientsOf({ ...REGION, endpoint: server.url });
  onTestFinished(() => clients.close());
  return { owned: await ownedIn(clients, connection, workload), requests: server.requests };
}

/** As `TYPE ID`, which is how Pulumi's state knows them. */
const found = async (...args: Parameters<typeof search>) =>
  (await search(...args)).owned.map(({ type, id }) => `${type.replace("aws:", "")} ${id}`);

const EVERYTHING = [
  "appautoscaling/policy:Policy web-9a8b7c6",
  "appautoscaling/target:Target service/web/web",
  `ecs/service:Service ${SERVICE}`,
  `ecs/cluster:Cluster ${CLUSTER}`,
  "ecs/taskDefinition:TaskDefinition web",
  "ecs/taskDefinition:TaskDefinition web",
  `lb/listener:Listener ${LISTENER}`,
  `lb/loadBalancer:LoadBalancer ${BALANCER}`,
  `lb/targetGroup:TargetGroup ${TARGETS}`,
  "servicediscovery/service:Service srv-of-ns",
  "servicediscovery/privateDnsNamespace:PrivateDnsNamespace ns",
  "vpc/securityGroupIngressRule:SecurityGroupIngressRule sgr-in-sg",
  "vpc/securityGroupEgressRule:SecurityGroupEgressRule sgr-out-sg",
  "ec2/securityGroup:SecurityGroup sg",
  "ec2/routeTableAssociation:RouteTableAssociation rtbassoc-of-rtb",
  "ec2/routeTable:RouteTable rtb",
  "ec2/internetGateway:InternetGateway igw",
  "ec2/subnet:Subnet subnet",
  "ec2/vpc:Vpc vpc",
  "iam/rolePolicy:RolePolicy web-execution-1a2b3c4:web-execution-5d6e7f8",
  "iam/role:Role web-execution-1a2b3c4",
  "iam/role:Role web-task-1a2b3c4",
  `secretsmanager/secret:Secret ${secret("web-secrets")}`,
  "cloudwatch/logGroup:LogGroup /podium/web",
  "ecr/repository:Repository web",
];

const without = (...kinds: string[]) =>
  EVERYTHING.filter((each) => !kinds.some((kind) => each.includes(kind)));

beforeEach(hideAws);

describe("what AWS has for a workload", () => {
  it("is what a deployment makes, in the order in which it can be removed, and nothing else", async () => {
    expect(await found()).toEqual(EVERYTHING);
  });

  it("is nothing where there is only another workload", async () => {
    expect(await found({}, "shop")).toEqual([]);
  });

  it("is searched for by tags, where AWS lets them be filters", async () => {
    const { requests } = await search();
    const filters = ["DescribeVpcs", "DescribeSubnets", "DescribeInternetGateways", "DescribeRouteTables"];
    for (const what of [...filters, "DescribeSecurityGroups"]) {
      expect(requests.find((each) => each.what === what)?.body).toMatchObject({
        "Filter.1.Name": "tag:managed-by",
        "Filter.1.Value.1": "podium",
        "Filter.2.Name": "tag:podium-workload",
        "Filter.2.Value.1": "web",
      });
    }
    expect(requests.find(({ what }) => what === "ListSecrets")?.body).toMatchObject({
      Filters: [
        { Key: "tag-key", Values: ["podium-workload"] },
        { Key: "tag-value", Values: ["web"] },
      ],
    });
  });

  it("does not include what is gone, or about to be", async () => {
    const tags = Object.entries(tagsOf("web")).map(([key, value]) => ({ key, value }));
    const gone = await found({
      DescribeClusters: { clusters: [{ clusterArn: CLUSTER, status: "INACTIVE", tags }] },
      DescribeServices: {
        services: ["INACTIVE", "DRAINING"].map((status) => ({ serviceArn: SERVICE, status, tags })),
      },
    });
    expect(gone).toEqual(without("ecs/cluster", "ecs/service"));
  });

  it.each<[string, Answers]>([
    ["ecs/cluster", { DescribeClusters: { clusters: [{ clusterArn: CLUSTER, status: "ACTIVE" }] } }],
    ["ecs/service", { DescribeServices: { services: [{ serviceArn: SERVICE, status: "ACTIVE" }] } }],
    [
      "appautoscaling",
      { DescribeScalableTargets: { ScalableTargets: [{ ScalableTargetARN: "arn:other" }] } },
    ],
    [
      "ecr/repository",
      { DescribeRepositories: { repositories: [{ repositoryName: "web", repositoryArn: "arn:other" }] } },
    ],
    [
      "lb/l",
      {
        DescribeLoadBalancers: {
          LoadBalancers: { member: { LoadBalancerArn: "arn:other", LoadBalancerName: "web" } },
        },
      },
    ],
  ])("does not include somebody else's of the same name: %s", async (kind, answers) => {
    expect(await found(answers)).toEqual(without(kind));
  });

  it("names the cluster in full once the account is known", async () => {
    const connection = { ...REGION, account: "123456789012", partition: "aws" };
    const { requests } = await search({ DescribeServices: {}, DescribeClusters: {} }, "web", connection);
    const body = (what: string) => requests.find((each) => each.what === what)?.body;
    expect(body("DescribeServices")).toMatchObject({ cluster: CLUSTER, services: ["web"] });
    expect(body("DescribeClusters")).toMatchObject({ clusters: [CLUSTER] });
  });

  it("is read page by page", async () => {
    const page = (token: unknown) =>
      token ? { vpcSet: { item: [] } } : { vpcSet: { item: [] }, nextToken: "more" };
    const { requests } = await search({ DescribeVpcs: (body: Request["body"]) => page(body["NextToken"]) });
    const tokens = requests
      .filter(({ what }) => what === "DescribeVpcs")
      .map(({ body }) => body["NextToken"]);
    expect(tokens).toEqual([undefined, "more"]);
  });

  it("has the outputs by which the provider deletes it, if the id is not enough", async () => {
    const { owned } = await search();
    const outputs = owned.flatMap((each) => (each.outputs ? [[each.name, each.outputs]] : []));
    expect(outputs).toEqual([
      ["task definition web:3", { arn: revision("web", 3) }],
      ["task definition web:1", { arn: revision("web", 1) }],
      ["security group rule sgr-in-sg", { id: "sgr-in-sg", securityGroupId: "sg" }],
      ["security group rule sgr-out-sg", { id: "sgr-out-sg", securityGroupId: "sg" }],
    ]);
  });

  it("can be removed with the AWS CLI", async () => {
    const { owned } = await search();
    const scaling = "--service-namespace ecs --scalable-dimension ecs:service:DesiredCount";
    const resource = "--resource-id service/web/web";
    expect(Object.fromEntries(owned.map(({ name, remove }) => [name, remove]))).toEqual(
      Object.fromEntries(
        Object.entries({
          "scaling policy web-9a8b7c6": `application-autoscaling delete-scaling-policy ${scaling} ${resource} --policy-name web-9a8b7c6`,
          "scalable target service/web/web": `application-autoscaling deregister-scalable-target ${scaling} ${resource}`,
          "service web": "ecs delete-service --cluster web --service web --force",
          "cluster web": "ecs delete-cluster --cluster web",
          "task definition web:3": `ecs deregister-task-definition --task-definition ${revision("web", 3)}`,
          "task definition web:1": `ecs deregister-task-definition --task-definition ${revision("web", 1)}`,
          "listener on port 80": `elbv2 delete-listener --listener-arn ${LISTENER}`,
          "load balancer web": `elbv2 delete-load-balancer --load-balancer-arn ${BALANCER}`,
          "target group web-1a2b3c4": `elbv2 delete-target-group --target-group-arn ${TARGETS}`,
          "discovery service tasks": "servicediscovery delete-service --id srv-of-ns",
          "namespace web.internal": "servicediscovery delete-namespace --id ns",
          "security group rule sgr-in-sg":
            "ec2 revoke-security-group-ingress --group-id sg --security-group-rule-ids sgr-in-sg",
          "security group rule sgr-out-sg":
            "ec2 revoke-security-group-egress --group-id sg --security-group-rule-ids sgr-out-sg",
          "security group web-tasks-sg": "ec2 delete-security-group --group-id sg",
          "route table association rtbassoc-of-rtb":
            "ec2 disassociate-route-table --association-id rtbassoc-of-rtb",
          "route table rtb": "ec2 delete-route-table --route-table-id rtb",
          "internet gateway igw": `ec2 detach-internet-gateway --internet-gateway-id igw --vpc-id vpc ${PASSED} && aws ec2 delete-internet-gateway --internet-gateway-id igw`,
          "subnet subnet": "ec2 delete-subnet --subnet-id subnet",
          "VPC vpc": "ec2 delete-vpc --vpc-id vpc",
          "policy web-execution-5d6e7f8":
            "iam delete-role-policy --role-name web-execution-1a2b3c4 --policy-name web-execution-5d6e7f8",
          "role web-execution-1a2b3c4": "iam delete-role --role-name web-execution-1a2b3c4",
          "role web-task-1a2b3c4": "iam delete-role --role-name web-task-1a2b3c4",
          "secret web-secrets": `secretsmanager delete-secret --secret-id ${secret("web-secrets")} --force-delete-without-recovery`,
          "log group /podium/web": "logs delete-log-group --log-group-name /podium/web",
          "repository web": "ecr delete-repository --repository-name web --force",
        }).map(([name, command]) => [name, `aws ${command} ${PASSED}`]),
      ),
    );
  });

  it("is removed where it is: with the profile, or from the emulator, of the connection", async () => {
    const removals = async (connection: EcsConnection) =>
      (await search({}, "web", connection)).owned.at(-1)?.remove;
    expect(await removals({ ...REGION, profile: "lab" })).toBe(
      "aws ecr delete-repository --repository-name web --force --region us-east-1 --profile lab",
    );
    expect(await removals({ ...REGION, endpoint: "http://localhost:4566" })).toBe(
      "aws logs delete-log-group --log-group-name /podium/web --region us-east-1 --endpoint-url http://localhost:4566",
    );
  });

  it("is not searched for in APIs that emulators lack", async () => {
    const { engine, requests } = await serveEcs(ACCOUNT);
    const owned = await engine.owned("web");
    expect(owned.map(({ type, id }) => `${type.replace("aws:", "")} ${id}`)).toEqual(
      without("appautoscaling", "servicediscovery", "ecr/"),
    );
    expect(requests.map(({ what }) => what)).not.toContain("ListNamespaces");
  });
});

describe("a user who may not list", () => {
  const RULES = ["securityGroupIngressRule", "securityGroupEgressRule"];
  it.each<[string, string[]]>([
    ["DescribeVpcs", ["ec2/vpc"]],
    ["DescribeSubnets", ["ec2/subnet"]],
    ["DescribeInternetGateways", ["ec2/internetGateway"]],
    ["DescribeRouteTables", ["ec2/routeTable"]],
    ["DescribeSecurityGroups", ["ec2/securityGroup", ...RULES]],
    ["DescribeSecurityGroupRules", RULES],
    ["DescribeLoadBalancers", ["lb/listener", "lb/loadBalancer"]],
    ["DescribeListeners", ["lb/listener"]],
    ["DescribeTargetGroups", ["lb/targetGroup"]],
    ["DescribeTags", ["lb/"]],
    ["ListRoles", ["iam/"]],
    ["ListRoleTags", ["iam/"]],
    ["ListRolePolicies", ["iam/rolePolicy"]],
    ["DescribeServices", ["ecs/service"]],
    ["DescribeClusters", ["ecs/cluster"]],
    ["ListTaskDefinitions", ["ecs/taskDefinition"]],
    ["DescribeTaskDefinition", ["ecs/taskDefinition"]],
    ["DescribeScalableTargets", ["appautoscaling"]],
    ["DescribeScalingPolicies", ["appautoscaling/policy"]],
    ["ListNamespaces", ["servicediscovery"]],
    ["ListServices", ["servicediscovery/service"]],
    ["ListTagsForResource", ["appautoscaling", "servicediscovery", "ecr/"]],
    ["DescribeRepositories", ["ecr/"]],
    ["DescribeLogGroups", ["logGroup"]],
    ["ListSecrets", ["secretsmanager"]],
  ])("is shown the rest: %s", async (what, kinds) => {
    const isEc2 = kinds.some((kind) => /^ec2|Rule$/.test(kind));
    const __type = isEc2
      ? "UnauthorizedOperation"
      : /lb|iam/.test(kinds[0]!)
        ? "AccessDenied"
        : "AccessDeniedException";
    expect(await found({ [what]: { __type } })).toEqual(without(...kinds));
  });

  it("is told of any other error", async () => {
    await expect(search({ ListRoles: { __type: "ExpiredToken" } })).rejects.toMatchObject({
      name: "ExpiredToken",
    });
  });
});
