import type { Kit } from "../kit";
import { ecs as proof } from "./proof";
import { ecs as breakages } from "./proof/breakages";

const CONTAINER = "containerDefinitions.0";
const HTTPS = {
  "podium-ecs:certificateArn":
    "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
  "podium-ecs:domain": "podium.example.com",
};
const REGISTRY = { "podium-ecs:registry": "ecr" };

export const kit: Kit = {
  conditions: { https: HTTPS, registry: REGISTRY },
  bad: {
    "image-by-digest": [[`${CONTAINER}.image`, "podium:latest"]],
    "non-root": [
      [`${CONTAINER}.user`, undefined],
      [`${CONTAINER}.user`, "0:0"],
    ],
    limits: [
      ["cpu", undefined],
      [`${CONTAINER}.memory`, undefined],
    ],
    "health-check": [
      [`${CONTAINER}.healthCheck`, undefined],
      [`${CONTAINER}.healthCheck`, { command: ["NONE"] }],
    ],
    "no-plain-secret": [[`${CONTAINER}.environment.0`, { name: "DB_PASSWORD", value: "s3cret" }]],
  },
  open: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "toPort", 65535],
  gentle: {
    new: ["replicas"],
    none: [
      "publicPort",
      "readiness",
      "readinessPort",
      "readinessNone",
      "parallelism",
      "surge",
      "rollback",
      "autoscaling",
    ],
  },
  proof,
  breakages,
  answers: {
    "aws:ecs/cluster:Cluster": (_, { name }) => ({
      arn: `arn:aws:ecs:eu-central-1:123456789012:cluster/${String(name)}`,
    }),
    "aws:cloudwatch/logGroup:LogGroup": () => ({
      arn: "arn:aws:logs:eu-central-1:123456789012:log-group:web",
    }),
    "aws:secretsmanager/secretVersion:SecretVersion": (name) => ({
      arn: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-1a2b3c`,
      versionId: "12345678-1234-1234-1234-123456789012",
    }),
    "aws:servicediscovery/service:Service": () => ({
      arn: "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-1a2b3c4d5e6f",
    }),
    "aws:ecr/repository:Repository": (name) => ({
      registryId: "123456789012",
      repositoryUrl: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/${name}`,
    }),
  },
  // The smallest name is too short for a repository; `everything` has one.
  surroundings: { "aws:region": "eu-central-1", "podium-ecs:registry": "none" },
  everything: { ...HTTPS, ...REGISTRY },
};
