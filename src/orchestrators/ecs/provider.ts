import { getRegionOutput } from "@pulumi/aws/getRegion";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { type AwsConnection, awsConnection, MADE_UP_CREDENTIALS } from "./connection";

export interface AwsTarget {
  region: pulumi.Input<string>;
  /** The base URL of the emulator that takes AWS's place, if one does. */
  emulator?: string;
  /** For a component's options. */
  providers: pulumi.ProviderResource[];
}

/**
 * Where a stack deploys: AWS, as the configuration `aws:*` and the environment say, or the emulator that
 * `AWS_ENDPOINT_URL` points at.
 */
export function awsTarget(connection: AwsConnection = awsConnection()): AwsTarget {
  const { endpoint, anonymous } = connection;
  const region = new pulumi.Config("aws").get("region") ?? connection.region ?? getRegionOutput({}).region;
  // For AWS itself Pulumi's default provider will do, and only that one reads all of `aws:*`.
  const providers = endpoint ? [emulatorProvider(endpoint, region, anonymous)] : [];
  return { region, emulator: endpoint, providers };
}

/** All services that a deployment needs, as the provider calls them. */
const SERVICES = ["appautoscaling", "ec2", "ecs", "elbv2", "iam", "logs", "secretsmanager", "sts"] as const;

function emulatorProvider(endpoint: string, region: pulumi.Input<string>, anonymous: boolean): Provider {
  const { accessKeyId, secretAccessKey } = MADE_UP_CREDENTIALS;
  return new Provider("emulator", {
    region,
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
    ...(anonymous && { accessKey: accessKeyId, secretKey: secretAccessKey }),
    skipCredentialsValidation: true,
    skipRequestingAccountId: true,
    skipMetadataApiCheck: true,
  });
}
