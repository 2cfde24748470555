/** A far server in its own process: sends voice frames to groups of sockets. */

import { Callee } from "../calls.ts";

const SCRIPT = new URL("farFramesProcess.ts", import.meta.url);

export interface Pace {
	readonly group: string;
	/** Frames a second to each socket; 0 stops it. */
	readonly perSecond: number;
}

export class FarFrames {
	private readonly process = new Callee(SCRIPT);

	private constructor(
		/** `host:port` */
		public endpoint: string,
	) {}

	public static async start(): Promise<FarFrames> {
		const far = new FarFrames("");
		far.endpoint = await far.process.call<string>("listen");
		return far;
	}

	/** Address of a socket of a group. */
	public urlOf(group: string): string {
		return `ws://${this.endpoint}/${group}`;
	}

	/** Sends frames at a steady pace. */
	public async pace(pace: Pace): Promise<void> {
		await this.process.call("pace", pace);
	}

	/** Sends frames to all sockets of a group as fast as they are read, until the end. */
	public async flood(group: string): Promise<void> {
		await this.process.call("flood", group);
	}

	public async end(): Promise<void> {
		await this.process.end();
	}
}
