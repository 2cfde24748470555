/** The definition of a scene, and every client's first ones: login, READY and its guild. */

import { IDS } from "../../../gateway-server/main/fixtures/builders.ts";
import type { Stage } from "./Stage.ts";

export interface Scene {
	/** Row of the table. */
	readonly name: string;
	/** Plays the scene. @throws Error With the failure. */
	readonly play: (stage: Stage) => Promise<void>;
}

export const ENTERING: ReadonlyArray<Scene> = [
	{
		name: "login",
		play: (stage) => stage.until(() => stage.count("identified") > 0, "the server accepted an Identify"),
	},
	{
		name: "READY",
		play: (stage) =>
			stage.until(
				() => stage.driver.of("ready").some(({ userId }) => userId === IDS.bot),
				"the client was ready",
			),
	},
	{
		name: "guild",
		play: (stage) =>
			stage.until(
				() =>
					stage.driver
						.of("guild")
						.some(({ id, channels, members }) => id === IDS.guild && channels >= 3 && members >= 1),
				"the client had its guild with three channels and a member",
			),
	},
];

/** Waits until a client has its guild. */
export async function enter(stage: Stage): Promise<void> {
	for (const { play } of ENTERING) await play(stage);
}
