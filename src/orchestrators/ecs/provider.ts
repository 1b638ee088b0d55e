import * as config from "@pulumi/aws/config/vars";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import { type EcsConnection, isAnonymous, MADE_UP_CREDENTIALS } from "./connection";

export interface AwsTarget {
  connection: EcsConnection;
  region: pulumi.Input<string>;
  /** For every resource of the stack. */
  provider: Provider;
}

/**
 * The provider of the account or emulator behind a connection. Its inputs, kept in the state, pin it there.
 * @param options what else Pulumi is told about it.
 */
export function awsTarget(connection: EcsConnection, options?: pulumi.ResourceOptions): AwsTarget {
  const region = connection.region ?? getRegionOutput({}).region;
  const provider = connection.endpoint
    ? emulatorProvider({ ...connection, endpoint: connection.endpoint }, region, options)
    : awsProvider(connection, region, options);
  return { connection, region, provider };
}

/**
 * Pulumi's default provider would take its credentials and AWS_ENDPOINT_URL from the environment at the time. With those
 * of another account or an emulator, `pulumi destroy` would find none of the resources, forget them, and leave them
 * running and billed. An explicit provider keeps the region, the profile and the only account that it may act on in the
 * state, and refuses any other account. It does not read `aws:*` on its own, so it gets all of that here.
 */
function awsProvider(
  { profile }: EcsConnection,
  region: pulumi.Input<string>,
  options?: pulumi.ResourceOptions,
): Provider {
  return new Provider(
    "aws",
    {
      ...config,
      region,
      profile,
      // The default provider looks it up, and has checked `aws:allowedAccountIds` and `aws:forbiddenAccountIds` by then.
      allowedAccountIds: [getCallerIdentityOutput({}).accountId],
      // The provider accepts only one of the two:
      // https://registry.terraform.io/providers/hashicorp/aws/latest/docs#forbidden_account_ids-1
      forbiddenAccountIds: undefined,
    },
    options,
  );
}

/** All services that a deployment needs, in the provider's terms. */
const SERVICES = ["appautoscaling", "ec2", "ecs", "elbv2", "iam", "logs", "secretsmanager", "sts"] as const;

function emulatorProvider(
  connection: EcsConnection & { endpoint: string },
  region: pulumi.Input<string>,
  options?: pulumi.ResourceOptions,
): Provider {
  const { endpoint, profile } = connection;
  const { accessKeyId, secretAccessKey } = MADE_UP_CREDENTIALS;
  return new Provider(
    "emulator",
    {
      region,
      profile,
      endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
      ...(isAnonymous(connection) && { accessKey: accessKeyId, secretKey: secretAccessKey }),
      skipCredentialsValidation: true,
      skipRequestingAccountId: true,
      skipMetadataApiCheck: true,
    },
    options,
  );
}
