/**
 * `npm run serve`: runs the gateway server with its inspector until Ctrl-C.
 * Edge: the process.
 */

import { createLog, logEvent } from "./log.ts";
import { HELP, readServeOptions, type ServeOptions } from "./options.ts";
import { welcome } from "./welcome.ts";
import { serve } from "./serve.ts";

async function run(options: ServeOptions): Promise<void> {
	const log = createLog(process.stdout.isTTY === true, options.verbose);
	const { server, botToken, inspectorUrl, control, close } = await serve(options, (message) => log.warn(message));
	server.onEvent((event) => logEvent(log, event));
	log.info({ url: `${server.url}/?v=10&encoding=json` }, "main gateway is listening");
	log.info({ url: `${server.url}/?v=8` }, "voice gateway is listening");
	if (inspectorUrl !== undefined) log.info({ url: inspectorUrl }, "inspector is listening");
	if (control !== undefined) {
		log.info({ url: control.url }, "control API is listening");
		// not through the log, which may be stored
		console.error(`control API token (shown only once): ${control.token}`);
	}
	for (const line of welcome(server, botToken)) console.error(line);
	const end = (): void => {
		log.info("closing");
		void close();
	};
	// a second signal ends the process immediately
	process.once("SIGINT", end);
	process.once("SIGTERM", end);
}

try {
	const options = readServeOptions(process.argv.slice(2));
	if (options === "help") console.log(HELP);
	else await run(options);
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
