/**
 * What every client goes through. A course is what one process of a client plays against one server; each of its scenes is a
 * row of the table, and the rows after one that failed fail with it.
 */

import { ENTERING, type Scene } from "./entering.ts";
import { SHOWN_EVENTS, type ShownEvent } from "./events.ts";
import { LOSSES } from "./losses.ts";
import { losing } from "./losing.ts";
import type { StageOptions } from "./Stage.ts";
import { VOICE_SCENES } from "./voiceScenes.ts";

export interface Course {
	readonly scenes: ReadonlyArray<Scene>;
	/** Whether only clients with voice play it. */
	readonly isVoice: boolean;
	readonly options: Omit<StageOptions, "deadline">;
}

function showing({ name, data, text }: ShownEvent): Scene {
	const isIt = (report: { readonly name: string; readonly text: string }): boolean =>
		report.name === name && report.text === text;
	return {
		name,
		play: async (stage) => {
			stage.server.dispatchToSession(stage.sessionId, name, data);
			await stage.until(() => stage.driver.of("event").some(isIt), `the client told of ${name} "${text}"`);
		},
	};
}

export const COURSES: ReadonlyArray<Course> = [
	{ scenes: [...ENTERING, ...SHOWN_EVENTS.map(showing)], isVoice: false, options: {} },
	...LOSSES.map((loss) => ({
		scenes: [losing(loss)],
		isVoice: false,
		options: loss.heartbeatInterval === undefined ? {} : { heartbeatInterval: loss.heartbeatInterval },
	})),
	...VOICE_SCENES.map((scene) => ({ scenes: [scene], isVoice: true, options: { isSecure: true } })),
];
