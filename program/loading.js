// How the program is loaded and run, faster than Pulumi would by itself.
"use strict";

require("./brief");
require("./functions");
require("./typescript");
require("./promises");
