import { createHash } from "node:crypto";
import { versionColour } from "./colour";
import type { Config } from "./config";
import { reply, type Reply } from "./http";

/** Builds the home page. It never changes while the instance runs. */
export function page(config: Pick<Config, "version" | "instance" | "orchestrator">): Reply {
  const [version, instance, orchestrator] = [config.version, config.instance, config.orchestrator].map(
    escapeHtml,
  );
  const colour = versionColour(config.version);
  const style = styleSheet(colour);
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="${colour}">
<title>${version} on ${orchestrator}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(podium(colour))}">
<style>${style}</style>
</head>
<body>
<main>
${podium("#fff")}
<h1>${version}</h1>
<dl>
<dt>orchestrator</dt><dd>${orchestrator}</dd>
<dt>instance</dt><dd>${instance}</dd>
</dl>
<nav><a href="/api/info">info</a> <a href="/peers">peers</a> <a href="/metrics">metrics</a></nav>
</main>
</body>
</html>
`;
  return reply(200, "text/html; charset=utf-8", body, { "content-security-policy": policy(style) });
}

/** Escapes for text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function podium(fill: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 32" width="48" height="32" aria-hidden="true">` +
    `<path fill="${fill}" d="M17 4h14v28H17zM1 14h14v18H1zM33 20h14v12H33z"/></svg>`
  );
}

/** Allows only this style sheet and the icon: no scripts, forms or frames. */
function policy(style: string): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return (
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; ` +
    `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  );
}

function styleSheet(colour: string): string {
  return `
:root { color-scheme: light; }
* { margin: 0; box-sizing: border-box; }
body {
  min-height: 100vh; padding: 2rem; display: grid; place-items: center;
  background: ${colour}; color: #fff;
  font: 1.125rem/1.5 system-ui, sans-serif;
}
main { max-width: 44rem; text-align: center; overflow-wrap: anywhere; }
h1 { font-size: clamp(4rem, 18vw, 9rem); line-height: 1.1; letter-spacing: -0.03em; }
dl { display: grid; grid-template-columns: auto auto; gap: 0.25rem 1rem; margin: 1.5rem 0 2.5rem; justify-content: center; }
dt { text-align: right; }
dd { text-align: left; font-weight: 600; }
a { color: inherit; margin: 0 0.5rem; text-underline-offset: 0.2em; }
a:focus-visible { outline: 2px solid; outline-offset: 4px; border-radius: 2px; }
`;
}
