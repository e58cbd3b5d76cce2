// Loaded just as dev's program is: what dev takes beyond it is made of its own code alone.
"use strict";

require("../../../program/loading");
module.exports = require("./resources");
