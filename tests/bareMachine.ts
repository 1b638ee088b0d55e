/**
 * Loaded before each file of unit tests: whatever engines, accounts and workload someone works with, tests plan and probe as on
 * a machine that has none.
 */
const THEIRS = /^(ARM|AWS|AZURE|DOCKER|KUBE|MARATHON|NOMAD|PODIUM_(?!CHROMIUM$|SEED$)|PULUMI|SERVICE_FABRIC)/;

for (const name of Object.keys(process.env)) if (THEIRS.test(name)) delete process.env[name];

Object.assign(process.env, {
  // Where Azure's, Docker's and Kubernetes' tools keep their accounts and addresses.
  HOME: "/dev/null",
  USERPROFILE: "/dev/null",
  PODIUM_ENGINES: "",
  PODIUM_WORKLOAD_FILE: "",
  // What has been deployed from this folder.
  PULUMI_BACKEND_URL: "file:///dev/null",
});
