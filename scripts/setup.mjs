/**
 * Sets the clone up: `node scripts/setup.mjs`. Safe to interrupt, to repeat, and to run twice at once.
 * Modest syntax and no static import of newer code, so that an old Node gets as far as the message about its version.
 */

import { checkNodeVersion } from "./setup/nodeVersion.mjs";

if (checkNodeVersion()) {
	import("./setup/setUp.mjs").then(function (module) {
		module.main();
	});
}
