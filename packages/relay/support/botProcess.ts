/**
 * A bot in a process of its own, to be killed: prints each event that it hears as `TEST number`, and then acknowledges it.
 * Arguments: endpoint, token, directory of the state.
 */

import { pino } from "pino";
import { systemClock } from "../../shared/clock.ts";
import { createTestBot } from "./createTestBot.ts";

const [endpoint = "", token = "", folder = ""] = process.argv.slice(2);
const bot = createTestBot({ clock: systemClock, log: pino({ level: "silent" }), endpoint, token, folder });
bot.open(() => {
	const { session } = bot.openCell(0, {
		onDispatch: ({ s, name, d }) => {
			// a pipe is written to at once
			if (name === "TEST") process.stdout.write(`TEST ${(d as { number: number }).number}\n`);
			session.acknowledge(s);
		},
		onGap: () => process.stdout.write("GAP\n"),
		onState: ({ kind }) => process.stdout.write(`STATE ${kind}\n`),
	});
	session.open();
});
