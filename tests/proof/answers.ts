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
};
