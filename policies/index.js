"use strict";
// Pulumi starts a policy pack with a TypeScript compiler of its own; tsx takes its place, as in the stacks.
require("tsx/cjs");
require("./pack.ts");
