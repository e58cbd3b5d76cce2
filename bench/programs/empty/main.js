// Loaded just as dev's program is, so that the difference is the program's own.
"use strict";

require("../../../program/brief");
require("../../../program/typescript");
require("../../../program/promises");
module.exports = require("./index.ts");
