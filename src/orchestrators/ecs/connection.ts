import { isLoopback } from "../../common/reach";

/** Where AWS's own tools find its API: in the environment variables that all of them read. */
export interface AwsConnection {
  /** The base URL of an emulator; AWS itself where there is none. Without a slash at the end. */
  endpoint?: string;
  /** Left out where only the profile in `~/.aws/config` can tell. */
  region?: string;
  /** Whether made-up credentials will do, since nothing leaves this machine and nobody has chosen any. */
  anonymous: boolean;
}

/** What an emulator on this machine is given where the environment has no credentials. */
export const MADE_UP_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** Reads `AWS_ENDPOINT_URL`, `AWS_REGION` or `AWS_DEFAULT_REGION`, and whether there are credentials. */
export function awsConnection(env: Record<string, string | undefined> = process.env): AwsConnection {
  const endpoint = env["AWS_ENDPOINT_URL"]?.replace(/\/+$/, "") || undefined;
  // An emulator has every region; AWS bills by region, so there the choice is the user's.
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || (endpoint && "us-east-1");
  const chosen = env["AWS_ACCESS_KEY_ID"] || env["AWS_PROFILE"];
  return { endpoint, region, anonymous: endpoint !== undefined && isLoopback(endpoint) && !chosen };
}
