import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { once } from "../../common/once";
import { type EcsConnection, isAnonymous, MADE_UP_CREDENTIALS } from "./connection";

/** Seconds that AWS has for a response. */
const SECONDS = 10;

export interface EcsApi {
  /** The SDK's commands. */
  sdk: typeof import("@aws-sdk/client-ecs");
  client: ECSClient;
  /** One call. It fails after 10 seconds without a response, unless it has a signal of its own. */
  send: ECSClient["send"];
}

export interface LogsApi {
  /** The SDK's commands. */
  sdk: typeof import("@aws-sdk/client-cloudwatch-logs");
  client: CloudWatchLogsClient;
}

/** The clients of one connection: each opened when it is first used, and kept until they are closed. */
export interface Clients {
  ecs(): Promise<EcsApi>;
  logs(): Promise<LogsApi>;
  close(): void;
}

/**
 * The clients of a connection. A second client would ask for the credentials of an SSO profile a second time.
 */
export function clientsOf(connection: EcsConnection): Clients {
  const ecs = once(() => openEcs(connection));
  const logs = once(() => openLogs(connection));
  return {
    ecs,
    logs,
    close() {
      for (const each of [ecs, logs]) {
        each.forget()?.then(
          ({ client }) => client.destroy(),
          () => undefined,
        );
      }
    },
  };
}

// The SDKs are loaded when used: most of Podium does without them.

async function openEcs(connection: EcsConnection): Promise<EcsApi> {
  const sdk = await import("@aws-sdk/client-ecs");
  const client = new sdk.ECSClient(configOf(connection));
  const send = (command: Parameters<ECSClient["send"]>[0], options?: object) =>
    client.send(command, { abortSignal: AbortSignal.timeout(SECONDS * 1000), ...options });
  return { sdk, client, send: send as ECSClient["send"] };
}

async function openLogs(connection: EcsConnection): Promise<LogsApi> {
  const sdk = await import("@aws-sdk/client-cloudwatch-logs");
  return { sdk, client: new sdk.CloudWatchLogsClient(configOf(connection)) };
}

function configOf(connection: EcsConnection) {
  // Podium pins the SDK's version, so the Node.js version that later ones require does not concern its users.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const { region, profile, endpoint } = connection;
  return {
    region,
    profile,
    endpoint,
    // Otherwise a later AWS_ENDPOINT_URL would redirect a connection to AWS itself.
    ignoreConfiguredEndpointUrls: true,
    maxAttempts: 2,
    ...(isAnonymous(connection) && { credentials: MADE_UP_CREDENTIALS }),
  };
}
