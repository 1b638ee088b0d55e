"use strict";
// Pulumi loads a policy pack as JavaScript; this hook compiles the rest, as it does for the stacks.
require("../bin/typescript.js");
require("./pack.ts");
