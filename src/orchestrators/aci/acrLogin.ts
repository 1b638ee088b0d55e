import { Failure } from "../../common/errors";
import type { Login } from "../../image/repository";

/** Stands for a user's name where a token is the password. */
const NO_USER = "00000000-0000-0000-0000-000000000000";

/**
 * Exchanges a login to Azure for one to an Azure Container Registry, which then needs no user with a password.
 * https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
 * @param server the registry's host.
 * @param token one for Azure Resource Manager.
 * @throws Failure if the registry refuses it; never with the token.
 */
export async function acrLogin(server: string, token: string): Promise<Login> {
  const response = await fetch(`https://${server}/oauth2/exchange`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "access_token", service: server, access_token: token }),
    signal: AbortSignal.timeout(30_000),
  });
  const { refresh_token: password } = (await response.json().catch(() => ({}))) as { refresh_token?: string };
  if (!response.ok || !password)
    throw new Failure(`${server} refuses Azure's login with status ${response.status}`);
  return { username: NO_USER, password };
}
