/** A client of the published `@discordjs/voice` beside the Roblox one: see `discordjsGuest.ts`. Edge: processes. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { readPrivacyCode, type PrivacyCode } from "./privacyCode.ts";

const SCRIPT = fileURLToPath(new URL("./discordjsGuest.ts", import.meta.url));

export class Guest {
	/** Privacy codes that it has had, oldest first. */
	public readonly codes: Array<string> = [];
	private readonly child: ChildProcess;

	/**
	 * @param endpoint `host:port` of the server.
	 * @param onCode Called with each privacy code.
	 */
	public constructor(credentials: VoiceCredentials, endpoint: string, onCode: (told: PrivacyCode) => void) {
		const given = JSON.stringify({ ...credentials, endpoint });
		this.child = spawn(process.execPath, ["--import", "tsx", SCRIPT, given], {
			stdio: ["pipe", "pipe", "inherit"],
		});
		this.child.on("error", () => {}); // then it has no code, and the summary says so
		this.child.stdin!.on("error", () => {}); // as above
		createInterface(this.child.stdout!).on("line", (line) => {
			const told = readPrivacyCode(line);
			if (told === undefined) return;
			this.codes.push(told.code);
			onCode(told);
		});
	}

	/** Sends it to another voice server, as the main gateway does: first there is none, then this one. */
	public move(endpoint: string, token: string): void {
		for (const server of [
			{ endpoint: null, token },
			{ endpoint, token },
		]) {
			this.child.stdin!.write(`${JSON.stringify(server)}\n`);
		}
	}

	/** Ends it. */
	public async close(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const closed = once(this.child, "close");
		this.child.kill("SIGKILL");
		await closed;
	}
}
