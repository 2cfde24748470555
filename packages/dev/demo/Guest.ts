/** A client of the published `@discordjs/voice` beside the Roblox one: see `discordjsGuest.ts`. Edge: processes. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";
import { readPrivacyCode, type PrivacyCode } from "./privacyCode.ts";

const SCRIPT = fileURLToPath(new URL("./discordjsGuest.ts", import.meta.url));

/** What a guest starts with. */
export interface GuestSetting {
	readonly credentials: VoiceCredentials;
	/** `host:port` of the server. */
	readonly endpoint: string;
	/** Hertz of the tone that it speaks. */
	readonly pitch: number;
}

export type GuestOrder =
	/** Milliseconds to speak, a multiple of 20. */
	| { readonly speak: number }
	/** A voice server to go to; null, for none. */
	| { readonly endpoint: string | null; readonly token: string };

const DEFAULT_PITCH = 440;

export class Guest {
	/** Privacy codes that it has had, oldest first. */
	public readonly codes: Array<string> = [];
	private readonly child: ChildProcess;

	/**
	 * @param endpoint `host:port` of the server.
	 * @param onCode Called with each privacy code.
	 * @param pitch Hertz of the tone that it speaks. @default 440
	 */
	public constructor(
		credentials: VoiceCredentials,
		endpoint: string,
		onCode: (told: PrivacyCode) => void,
		pitch = DEFAULT_PITCH,
	) {
		const setting: GuestSetting = { credentials, endpoint, pitch };
		const given = JSON.stringify(setting);
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

	/** Speaks a tone for some milliseconds, a multiple of 20. */
	public speak(milliseconds: number): void {
		this.order({ speak: milliseconds });
	}

	/** Sends it to another voice server, as the main gateway does: first there is none, then this one. */
	public move(endpoint: string, token: string): void {
		this.order({ endpoint: null, token });
		this.order({ endpoint, token });
	}

	/** Ends it. */
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
