// Loaded as dev's program is: without a type check.
"use strict";

delete require.extensions[".ts"];
require("sucrase/register/ts");
module.exports = require("./index.ts");
