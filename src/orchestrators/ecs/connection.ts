import { z } from "zod";
import { Failure } from "../../common/errors";
import { isLoopback, withoutCredentials } from "../../common/reach";
import { startedEngine } from "../../common/started";
import { describe } from "../../workload/problems";
import { fromEnvironment } from "../../workload/settings";
import { settings } from "./settings";

/** An account and region of AWS, or an emulator that takes its place. */
export const schema = z.object({
  /** Undefined where only the profile knows it. */
  region: z.string().optional(),
  /** The account's number, known once something is deployed there. */
  account: z.string().optional(),
  /** `aws` or, for example, `aws-cn` in China; known together with the account. */
  partition: z.string().optional(),
  /** A profile in `~/.aws/config`. */
  profile: z.string().optional(),
  /** The emulator's base URL without a trailing slash; undefined for AWS itself. */
  endpoint: z.string().optional(),
});

export type EcsConnection = z.infer<typeof schema>;

/** The credentials for an emulator on this machine if there are no others. */
export const MADE_UP_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/**
 * The region and profile that the configuration names, or else those in the environment variables that AWS's own tools
 * read: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
 * @throws Failure if an environment variable has a wrong value.
 */
export function connectionOf({ region, profile }: Pick<EcsConnection, "region" | "profile">): EcsConnection {
  const endpoint = endpointFor(profile);
  return {
    // An emulator has every region. AWS bills by region, so that choice is the user's.
    region:
      region ??
      fromEnvironment(settings.region.value, "AWS_REGION", "AWS_DEFAULT_REGION") ??
      (endpoint && "us-east-1"),
    profile: profile ?? (process.env["AWS_PROFILE"] || undefined),
    endpoint,
  };
}

/** Environment variables that say which account to use. */
const ACCOUNT = ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"];

/** The emulator that `AWS_ENDPOINT_URL` names or, unless the user says which account to use, that Podium has started. */
function endpointFor(profile: string | undefined): string | undefined {
  const started = startedEngine("ecs")["AWS_ENDPOINT_URL"];
  const namesAccount = profile !== undefined || ACCOUNT.some((name) => process.env[name]);
  const value = process.env["AWS_ENDPOINT_URL"] || (namesAccount ? undefined : started);
  if (!value) return undefined;
  const url = withoutCredentials(value).replace(/\/+$/, "");
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new Failure(describe({ key: "AWS_ENDPOINT_URL", value: url, rule: "must be an http or https URL" }));
}

/**
 * Whether made-up credentials do: nothing leaves this machine, and the user has chosen none. Credentials come from the
 * environment each time, so that they are in no connection and in no state.
 */
export const isAnonymous = ({ endpoint, profile }: EcsConnection): boolean =>
  endpoint !== undefined && isLoopback(endpoint) && !profile && !process.env["AWS_ACCESS_KEY_ID"];

/** Where a resource is, by its ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:…`. */
export function placeOf(arn: string): Required<Pick<EcsConnection, "partition" | "region" | "account">> {
  const [, partition = "", , region = "", account = ""] = arn.split(":");
  return { partition, region, account };
}

/**
 * How to name a cluster in a call: by its full ARN if the account is known. A short name would let other credentials in
 * the environment act on a cluster of the same name in their own account.
 */
export const clusterId = ({ partition, region, account }: EcsConnection, cluster: string): string =>
  account ? `arn:${partition}:ecs:${region}:${account}:cluster/${cluster}` : cluster;
