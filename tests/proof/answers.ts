import type { Recording } from "../../src/plan/record";

type Metadata = Record<string, unknown>;

/** What engines would answer: names and addresses without which a plan has gaps where something else refers to them. */
export const ANSWERS: Recording["outputs"] = {
  "kubernetes:core/v1:Secret": (name, { metadata }) => ({
    metadata: { ...(metadata as Metadata), name: `${name}-1a2b3c4d` },
  }),
  "docker:index/secret:Secret": (name) => ({ name: `${name}-1a2b3c4` }),
  "aws:cloudwatch/logGroup:LogGroup": () => ({ arn: "arn:aws:logs:eu-central-1:123456789012:log-group:web" }),
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
  "azure-native:resources:ResourceGroup": (_, { resourceGroupName }) => ({ name: resourceGroupName }),
  "azure-native:containerregistry:Registry": (_, { registryName }) => ({
    loginServer: `${String(registryName)}.azurecr.io`,
  }),
  "azure-native:managedidentity:UserAssignedIdentity": () => ({
    principalId: "12345678-1234-1234-1234-123456789012",
  }),
};
