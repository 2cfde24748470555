/** Reads a file of sessions to register. Messages never hold a token. */

import { readFile } from "node:fs/promises";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";

const MEMBERS = ["serverId", "channelId", "userId", "sessionId", "token"] as const;

/** @throws Error In words for the user, if the file cannot be read or holds anything else. */
export async function readFixtures(path: string): Promise<ReadonlyArray<VoiceCredentials>> {
	let text: string;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw new Error(`fixtures file ${path}: ${code === "ENOENT" ? "not found" : message}`, { cause: error });
	}
	try {
		return parseFixtures(text);
	} catch (error) {
		throw new Error(`fixtures file ${path}: ${(error as Error).message}`, { cause: error });
	}
}

/** @throws Error If `text` is not as the help describes; says where. */
export function parseFixtures(text: string): ReadonlyArray<VoiceCredentials> {
	const { sessions, ...others } = parseObject(text);
	const unknown = Object.keys(others)[0];
	if (unknown !== undefined) throw new Error(`"${unknown}" is unknown; there is "sessions" alone`);
	if (!Array.isArray(sessions) || sessions.length === 0) throw new Error("sessions must be an array, not empty");
	const all = (sessions as ReadonlyArray<unknown>).map((session, index) =>
		checkSession(session, `sessions[${index}]`),
	);
	const ids = all.map(({ sessionId }) => sessionId);
	const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
	if (twice !== -1) throw new Error(`sessions[${twice}].sessionId is taken already: "${ids[twice]}"`);
	return all;
}

function parseObject(text: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// the parser's own message quotes the text, and with it a token
		throw new Error("not JSON");
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new Error('must be an object with "sessions"');
}

function checkSession(session: unknown, where: string): VoiceCredentials {
	if (typeof session !== "object" || session === null || Array.isArray(session)) {
		throw new Error(`${where} must be an object`);
	}
	const members = session as Record<string, unknown>;
	for (const name of MEMBERS) {
		const value = members[name];
		if (typeof value !== "string" || value === "") throw new Error(`${where}.${name} must be a non-empty string`);
	}
	const unknown = Object.keys(members).find((name) => !(MEMBERS as ReadonlyArray<string>).includes(name));
	if (unknown !== undefined) throw new Error(`${where}.${unknown} is unknown; there are ${MEMBERS.join(", ")}`);
	return members as unknown as VoiceCredentials;
}
