import { useEffect, useState } from "preact/hooks";
import type { OrchestratorName } from "../../orchestrators";
import type { LiveState, Order } from "../state";

/** The state that the server sends twice a second; `isLost` while it does not respond. */
export function useLive(): { live?: LiveState; isLost: boolean } {
  const [live, setLive] = useState<LiveState>();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const events = new EventSource("/api/events");
    events.onmessage = ({ data }: MessageEvent<string>) => {
      setLive(JSON.parse(data) as LiveState);
      setLost(false);
    };
    // The browser reconnects automatically.
    events.onerror = () => setLost(true);
    return () => events.close();
  }, []);
  return { live, isLost };
}

/** The printed link carries it in its fragment, which is never sent to a server or logged. */
export const token = new URLSearchParams(location.hash.slice(1)).get("token");

/**
 * Sends an order.
 * @returns why it was refused; undefined if it was accepted.
 */
export async function send(order: Order, names: OrchestratorName[]): Promise<string | undefined> {
  try {
    const answer = await fetch("/api/orders", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ order, names }),
    });
    if (answer.ok) return undefined;
    if (answer.status === 409) return "Another order is still being executed. Wait until it has finished.";
    if (answer.status === 401) return "The token is not valid. Open the link that podium serve printed.";
    return `podium serve returned status ${answer.status}.`;
  } catch {
    return "podium serve does not respond.";
  }
}
