import type { ContractItem } from "../src/workload/fidelity";

/**
 * For each item of the contract, a configuration that differs from the default only in that item. Claims about an item
 * are checked against what the difference changes in the programs.
 */
export const VARIATIONS: Record<ContractItem, Record<string, string>> = {
  name: { "podium:name": "other" },
  image: { "podium:image": `localhost:5000/other@sha256:${"b".repeat(64)}` },
  version: { "podium:version": "v2" },
  replicas: { "podium:replicas": "3" },
  cpu: { "podium:cpu": "1.5" },
  memory: { "podium:memory": "2048" },
  port: { "podium:port": "8181" },
  publicPort: { "podium:publicPort": "30081" },
  command: { "podium:command": '["/app/server","--fast"]' },
  // Not every orchestrator has something for arguments alone.
  args: { "podium:command": '["/app/server","--fast"]', "podium:args": '["8080"]' },
  env: { "podium:env": '{"GREETING":"hello"}' },
  secrets: { "podium:secrets": '{"API_KEY":"s3cret"}' },
  health: { "podium:health": '{"interval":7}' },
  healthPort: { "podium:health": '{"port":9000}' },
  healthHeaders: { "podium:health": '{"headers":{"Host":"app.example.com"}}' },
  healthCommand: { "podium:health": '{"command":["/check","8080"]}' },
  healthNone: { "podium:health": "none" },
  readiness: { "podium:readiness": '{"interval":8}' },
  readinessPort: { "podium:readiness": '{"port":9000}' },
  readinessHeaders: { "podium:readiness": '{"headers":{"Host":"app.example.com"}}' },
  readinessNone: { "podium:readiness": "none" },
  startSeconds: { "podium:startSeconds": "90" },
  stopSeconds: { "podium:stopSeconds": "25" },
  replaceSeconds: { "podium:replaceSeconds": "60" },
  parallelism: { "podium:update": '{"parallelism":2}' },
  surge: { "podium:update": '{"surge":0}' },
  rollback: { "podium:update": '{"rollback":false}' },
  user: { "podium:user": "1234" },
  group: { "podium:group": "0" },
  stopSignal: { "podium:stopSignal": "SIGQUIT" },
  init: { "podium:init": "true" },
  readOnlyRootFilesystem: { "podium:readOnlyRootFilesystem": "false" },
  tmpSize: { "podium:tmp": '{"size":64}' },
  tmpExec: { "podium:tmp": '{"exec":true}' },
  writable: { "podium:writable": '["/run","/var/cache/app"]' },
  registryCredentials: {
    "podium:registryCredentials": '{"server":"registry.example.com","username":"robot","password":"pass"}',
  },
  autoscaling: { "podium:autoscaling": '{"min":2,"max":6,"cpuPercent":70}' },
};
