import { useEffect, useState } from "preact/hooks";
import type { OrchestratorName } from "../../orchestrators";
import type { LiveState, Order } from "../state";

/** What the server tells, twice a second; `isLost` when it does not any more. */
export function useLive(): { live?: LiveState; isLost: boolean } {
  const [live, setLive] = useState<LiveState>();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const events = new EventSource("/api/events");
    events.onmessage = ({ data }: MessageEvent<string>) => {
      setLive(JSON.parse(data) as LiveState);
      setLost(false);
    };
    // It tries again by itself.
    events.onerror = () => setLost(true);
    return () => events.close();
  }, []);
  return { live, isLost };
}

/** The printed link carries it behind the #, which no server and no log ever sees. */
export const token = new URLSearchParams(location.hash.slice(1)).get("token");

/**
 * Has something done.
 * @returns why it was not; undefined if it was.
 */
export async function send(order: Order, names: OrchestratorName[]): Promise<string | undefined> {
  try {
    const answer = await fetch("/api/orders", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ order, names }),
    });
    if (answer.ok) return undefined;
    if (answer.status === 409) return "Something else is being done there; wait until it is over.";
    if (answer.status === 401)
      return "The token is not the one of this podium serve: open the link that it printed.";
    return `podium serve has answered with ${answer.status}.`;
  } catch {
    return "podium serve does not answer.";
  }
}
