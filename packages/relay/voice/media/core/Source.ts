/** State of one SSRC. */

import { ReplayWindow } from "./ReplayWindow.ts";
import { SpeakerState } from "./SpeakerState.ts";

export class Source {
	public readonly window = new ReplayWindow();
	public readonly speaker = new SpeakerState();

	/** `userId` is `undefined` while no mapping came. `heardAt` is when its last packet came, in milliseconds. */
	public constructor(
		public readonly ssrc: number,
		public userId: string | undefined,
		public heardAt: number,
	) {}
}
