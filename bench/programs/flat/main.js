// Loaded just as dev's program is, so that the difference is the program's own.
"use strict";

require("../../../program/typescript");
module.exports = require("./index.ts");
