import type { ECSClient } from "@aws-sdk/client-ecs";
import { awsConnection, MADE_UP_CREDENTIALS } from "./connection";

type Sdk = typeof import("@aws-sdk/client-ecs");

export interface EcsApi {
  /** The SDK's commands. */
  sdk: Sdk;
  /** One call, which fails when it takes longer than it may. */
  send: ECSClient["send"];
  /** Where it answers. */
  address(): Promise<string>;
  /** The base URL of the emulator, where there is one. */
  endpoint?: string;
}

/**
 * What any client of AWS needs for the account or emulator that the environment and `~/.aws` lead to.
 * @param wanted the region to ask in; theirs unless given.
 */
export function clientSettings(wanted?: string) {
  // Podium pins the SDK's version: what later ones will need of Node.js is not its user's business.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const { endpoint, region, anonymous } = awsConnection();
  return {
    endpoint,
    region: wanted ?? region,
    maxAttempts: 2,
    ...(anonymous && { credentials: MADE_UP_CREDENTIALS }),
  };
}

/**
 * The client of ECS.
 * @param region where to ask; what the environment and `~/.aws` say unless given.
 * @param seconds until a call has failed that is not answered.
 */
export async function connect({
  region,
  seconds = 10,
}: { region?: string; seconds?: number } = {}): Promise<EcsApi> {
  const settings = clientSettings(region);
  // Loaded when used: most of Podium does without.
  const sdk = await import("@aws-sdk/client-ecs");
  const client = new sdk.ECSClient(settings);
  const { endpoint } = settings;
  const send = (command: Parameters<ECSClient["send"]>[0]) =>
    client.send(command, { abortSignal: AbortSignal.timeout(seconds * 1000) });
  return {
    sdk,
    send: send as ECSClient["send"],
    address: async () => endpoint ?? `https://ecs.${await client.config.region()}.amazonaws.com`,
    endpoint,
  };
}
