// As anybody's program is.
"use strict";

require("../plain");
module.exports = require("./resources");
