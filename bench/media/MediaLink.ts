/** A game server with one socket that receives media records. Polls at the relay's default pace, like `VoiceConnection`. */

import { performance } from "node:perf_hooks";
import { RelayClient } from "../../packages/relay/support/RelayClient.ts";
import { TOKEN } from "../relay/relayProcess.ts";

interface MediaData {
	readonly state?: string;
	readonly full?: boolean;
	readonly speaking?: ReadonlyArray<readonly [userId: string, isSpeaking: number]>;
}

export interface SpeakerEvent {
	readonly isSpeaking: boolean;
	/** Unix milliseconds. */
	readonly at: number;
}

const SOCKET = 1;
const CREDENTIALS = { server_id: "1", user_id: "104694319306248192", session_id: "session", token: "token" };

export class MediaLink {
	/** Starts and stops of all users, in order of arrival. */
	public readonly events: Array<SpeakerEvent> = [];
	private state = "";
	private isOver = false;
	private onNews = (): void => {};

	private constructor(private readonly client: RelayClient) {}

	/** Starts a session and waits until media is live. */
	public static async open(relayUrl: string, farUrl: string): Promise<MediaLink> {
		const client = new RelayClient(relayUrl, { token: TOKEN });
		await client.create();
		client.up(SOCKET, "o", { url: farUrl, media: true });
		client.up(SOCKET, "t", JSON.stringify({ op: 0, d: CREDENTIALS }));
		const link = new MediaLink(client);
		void link.run();
		await link.until(() => link.state === "live");
		return link;
	}

	/** Waits until a condition holds, checked after each record. */
	public async until(holds: () => boolean): Promise<void> {
		while (!holds()) await new Promise<void>((resolve) => (this.onNews = resolve));
	}

	public async close(): Promise<void> {
		this.isOver = true;
		await this.client.end("?code=1000");
	}

	private async run(): Promise<void> {
		while (!this.isOver) {
			const records = await this.client.poll().catch((error: unknown) => {
				if (this.isOver) return []; // the link is deleted while a poll is held
				throw error;
			});
			for (const [, , type, data] of records) if (type === "m") this.take(data as MediaData);
			this.onNews();
		}
	}

	private take({ state, full, speaking = [] }: MediaData): void {
		this.state = state ?? this.state;
		const at = performance.timeOrigin + performance.now();
		if (full !== true) for (const [, value] of speaking) this.events.push({ isSpeaking: value === 1, at });
	}
}
