// What Pulumi loads.
"use strict";

require("./loading");
module.exports = require("./complete").complete(require("../index.ts"));
