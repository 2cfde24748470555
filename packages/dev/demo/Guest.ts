/** Runs a client of the published `@discordjs/voice` in the Roblox client's channel: see `discordjsGuest.ts`. Edge: processes. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";
import { readPrivacyCode, type PrivacyCode } from "./privacyCode.ts";

const SCRIPT = fileURLToPath(new URL("./discordjsGuest.ts", import.meta.url));

/** A guest's argument. */
export interface GuestSetting {
	readonly credentials: VoiceCredentials;
	/** `host:port` of the server. */
	readonly endpoint: string;
	/** Frequency of its tone in hertz. */
	readonly pitch: number;
}

export type GuestOrder =
	/** Speak for some milliseconds, a multiple of 20. */
	| { readonly speak: number }
	/** Move to another voice server; null means no server. */
	| { readonly endpoint: string | null; readonly token: string };

const DEFAULT_PITCH = 440;

export class Guest {
	/** Its privacy codes, oldest first. */
	public readonly codes: Array<string> = [];
	private readonly child: ChildProcess;

	/**
	 * @param endpoint `host:port` of the server.
	 * @param onCode Called with each privacy code.
	 * @param pitch Frequency of its tone in hertz. @default 440
	 */
	public constructor(
		credentials: VoiceCredentials,
		endpoint: string,
		onCode: (reported: PrivacyCode) => void,
		pitch = DEFAULT_PITCH,
	) {
		const setting: GuestSetting = { credentials, endpoint, pitch };
		const given = JSON.stringify(setting);
		this.child = spawn(process.execPath, ["--import", "tsx", SCRIPT, given], {
			stdio: ["pipe", "pipe", "inherit"],
		});
		this.child.on("error", () => {}); // the guest then has no code, which the summary shows
		this.child.stdin!.on("error", () => {}); // as above
		createInterface(this.child.stdout!).on("line", (line) => {
			const reported = readPrivacyCode(line);
			if (reported === undefined) return;
			this.codes.push(reported.code);
			onCode(reported);
		});
	}

	/** Plays a tone for some milliseconds, a multiple of 20. */
	public speak(milliseconds: number): void {
		this.order({ speak: milliseconds });
	}

	/** Moves it to another voice server as the main gateway does: first without a server, then with the new one. */
	public move(endpoint: string, token: string): void {
		this.order({ endpoint: null, token });
		this.order({ endpoint, token });
	}

	/** Kills the process and waits until it has exited. */
	public async close(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const closed = once(this.child, "close");
		this.child.kill("SIGKILL");
		await closed;
	}

	private order(order: GuestOrder): void {
		this.child.stdin!.write(`${JSON.stringify(order)}\n`);
	}
}
