// What Pulumi loads.
"use strict";

require("./typescript");
module.exports = require("./complete").complete(require("../index.ts"));
