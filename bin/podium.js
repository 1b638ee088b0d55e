#!/usr/bin/env node
"use strict";
// Loads TypeScript as it is, so that there is no build step that could be forgotten; jiti keeps what it has compiled.
const { createJiti } = require("jiti");

createJiti(__filename).import("../src/cli/index.ts");
