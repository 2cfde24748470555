/**
 * The scenes for every client. A course is a list of scenes that one client process plays against one server. Each scene is
 * a row of the table. When one fails, the rest of its course fails too.
 */

import { ENTERING, type Scene } from "./entering.ts";
import { SHOWN_EVENTS, type ShownEvent } from "./events.ts";
import { LOSSES } from "./losses.ts";
import { losing } from "./losing.ts";
import type { StageOptions } from "./Stage.ts";
import { VOICE_SCENES } from "./voiceScenes.ts";

export interface Course {
	readonly scenes: ReadonlyArray<Scene>;
	/** Whether only clients with voice play this course. */
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
			await stage.until(() => stage.driver.of("event").some(isIt), `the client reported ${name} "${text}"`);
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
