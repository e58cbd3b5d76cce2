// What Pulumi loads.
"use strict";

require("./typescript");
module.exports = require("../index.ts");
