// What Pulumi loads.
"use strict";

require("./brief");
require("./typescript");
require("./promises");
module.exports = require("./complete").complete(require("../index.ts"));
