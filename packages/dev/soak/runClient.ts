/** Runs the soak's client: compiled Luau under Lune. Edge: processes. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";

/** Same shape as in `bench/luau/soakClient.ts`, and so is {@link SoakAccount}. */
export interface SoakPlan {
	readonly credentials: Omit<VoiceCredentials, "channelId"> & { readonly endpoint: string };
	readonly relay?: { readonly url: string; readonly token: string } | undefined;
	readonly lastSpeaker: string;
	readonly seconds: number;
}

export interface SoakAccount {
	readonly numbered: number;
	readonly lost: number;
	readonly repeated: number;
	readonly resumes: number;
	readonly links: number;
	readonly requests: number;
	readonly isWhole: boolean;
}

/** Called with the client's media events: `live` or `away`, and `speaks` or `silent` with a user ID. */
export type SpeechListener = (kind: string, userId: string) => void;

/** Runs the client and returns its account. @throws Error If it exits without one. */
export async function runClient(plan: SoakPlan, onSpeech: SpeechListener): Promise<SoakAccount> {
	const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
	const child = spawn(lune, ["run", "lune/soak.luau", place], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, SOAK_PLAN: JSON.stringify(plan), RUST_BACKTRACE: "0" },
	});
	let account: SoakAccount | undefined;
	createInterface(child.stdout).on("line", (line) => {
		const [, kind, userId = ""] = /^~(\w+)\t(\d*)$/.exec(line) ?? [];
		if (kind !== undefined) onSpeech(kind, userId);
		else if (line.startsWith("@")) account = JSON.parse(line.slice(1)) as SoakAccount;
		else console.log(line);
	});
	return new Promise((resolve, reject) => {
		child.on("error", (error) => reject(new Error(`cannot run ${lune}: ${error.message}`)));
		child.on("close", (code) => {
			if (account === undefined) reject(new Error(`lune exited with code ${code} and without an account`));
			else resolve(account);
		});
	});
}
