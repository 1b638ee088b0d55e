import { DEFAULTS } from "../../workload/defaults";
import type { Check, Workload } from "../../workload/workload";
import { haproxyWord } from "../haproxy";

/** The contract's maximum of instances, and as many again, which may run in excess during an update. */
const SLOTS = 200;
/** Concurrent requests to an instance. More wait in HAProxy, so that a busy instance still responds to its checks. */
const CONCURRENCY = 100;
/** Seconds between checks of an instance that is not ready yet: short, so that a new one serves soon. */
const CHECK_NEW = 1;

/** Where the front door's files are, inside its container. */
export const FILES = "/local";

/**
 * What HAProxy asks instances, at their own port: the file of instances has no other, and each instance has other ports on
 * its node. Undefined for a check that it cannot make; it then checks whether they accept connections.
 */
export const requestedCheck = ({ readiness }: Pick<Workload, "readiness">): Check | undefined =>
  readiness?.port === undefined ? readiness : undefined;

/**
 * HAProxy's configuration. It names no instance: `DISCOVERY` fills the slots at run time. HAProxy is never reloaded, which
 * would end connections and forget which instances are ready.
 */
export function haproxyConfig(workload: Pick<Workload, "readiness">): string {
  const { interval, timeout, failures } = workload.readiness ?? DEFAULTS.readiness;
  const requested = requestedCheck(workload);
  return `global
  maxconn 2000
  # One thread, so that no request comes between two steps of the discovery.
  nbthread 1
  hard-stop-after 25s
  lua-load ${FILES}/discovery.lua

defaults
  mode http
  option forwardfor
  option redispatch 1
  retries 3
  timeout connect 1s
  timeout queue 30s
  timeout client 60s
  timeout server 60s
  timeout http-request 10s
  timeout http-keep-alive 60s

frontend public
  bind "\${NOMAD_ADDR_http}"
  default_backend instances

backend instances
  balance roundrobin
  # Clients share the connections to instances. HAProxy closes them before an instance would.
  http-reuse always
  # A request without a response goes to another instance, but only if repeating it does no harm.
  retry-on conn-failure empty-response
  http-request disable-l7-retry unless METH_GET or { method HEAD OPTIONS }
${requested ? request(requested) : ""}  timeout check ${timeout}s
  server-template instance 1-${SLOTS} 127.0.0.1:1 disabled maxconn ${CONCURRENCY} pool-purge-delay 1s check inter ${interval}s downinter ${CHECK_NEW}s fall ${failures} rise 1
`;
}

/** HTTP/1.1 insists on `Host`. */
const headersOf = (headers: Record<string, string>) =>
  Object.entries(
    Object.keys(headers).some((name) => /^host$/i.test(name)) ? headers : { Host: "readiness", ...headers },
  )
    .map(([name, value]) => ` hdr ${name} ${literal(value)}`)
    .join("");

/**
 * A value is a format of HAProxy's, in a template of Nomad's:
 * https://docs.haproxy.org/3.2/configuration.html#8.2.6
 * https://developer.hashicorp.com/nomad/docs/job-specification/template
 */
const literal = (value: string) => haproxyWord(value.replaceAll("%", "%%")).replaceAll("{{", '{{"{{"}}');

/** What an instance is asked. */
const request = ({ path, headers = {} }: Check) => `  option httpchk
  http-check send meth GET uri ${haproxyWord(path)} ver HTTP/1.1${headersOf(headers)}
  http-check expect status 200-299
`;

/**
 * The Lua task that follows the file of instances, which Nomad writes with `address port` on each line. A new instance gets
 * a slot, and no request before its first successful check. One that is gone gets no further request. An empty list changes
 * nothing: Nomad forgets all services of a node that it has not heard from for a while, although their instances still
 * respond, and instances that have ended fail their checks anyway.
 * https://github.com/hashicorp/nomad/blob/v1.11.0/nomad/state/state_store.go
 */
export const DISCOVERY = `local function read_instances()
  local instances = {}
  for line in io.lines("${FILES}/instances") do
    local address, port = line:match("^(%S+) (%d+)$")
    if address then instances[line] = { address = address, port = tonumber(port) } end
  end
  return instances
end

core.register_task(function()
  local free, taken = {}, {}
  for _, server in pairs(core.backends.instances.servers) do table.insert(free, server) end
  while true do
    local instances = read_instances()
    local is_empty = next(instances) == nil
    for line, server in pairs(taken) do
      if not is_empty and not instances[line] then
        server:set_maint()
        taken[line] = nil
        table.insert(free, server)
      end
    end
    for line, instance in pairs(instances) do
      if not taken[line] and #free > 0 then
        local server = table.remove(free, 1)
        server:set_addr(instance.address, instance.port)
        server:set_ready()
        server:check_force_down()
        taken[line] = server
      end
    end
    core.msleep(200)
  end
end)
`;
