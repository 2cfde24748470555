/**
 * Entry point of every npm command: `node scripts/run.mjs <command> [arguments]`. Sets up what is missing, then runs it.
 * Old syntax and no static import of newer code, so an old Node gets as far as the message about its version.
 */

import { checkNodeVersion } from "./setup/nodeVersion.mjs";

if (checkNodeVersion()) {
	import("./command/runCommand.mjs").then(function (module) {
		module.main(process.argv[2], process.argv.slice(3));
	});
}
