#!/usr/bin/env node
"use strict";
// Runs the command from its source, so there is no build step to forget.
require("./typescript");
require("../src/cli").main();
