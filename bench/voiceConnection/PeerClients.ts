/** Voice connections of the published `@discordjs/voice`, one per seat. The benchmark acts as their main gateway. */

import { fork, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { FromPeer, ToPeer } from "./peerMessages.ts";
import type { Seat } from "./Seat.ts";

export class PeerClients {
	/** Name and installed version of the library. */
	public static readonly title = `@discordjs/voice ${installedVersion("@discordjs/voice")}`;
	private readonly child: ChildProcess;
	private readonly seats = new Map<string, Seat>();

	public constructor() {
		this.child = fork(new URL("peerProcess.ts", import.meta.url), { serialization: "advanced" });
		this.child.on("message", ({ guildId }: FromPeer) => this.answer(guildId));
	}

	/** Connects a client at `seat`, until `leave`. */
	public join(seat: Seat): void {
		const { serverId, channelId } = seat.credentials;
		this.seats.set(serverId, seat);
		this.tell({ kind: "join", guildId: serverId, channelId });
	}

	public leave(seat: Seat): void {
		const { serverId } = seat.credentials;
		this.seats.delete(serverId);
		this.tell({ kind: "leave", guildId: serverId });
	}

	/** Kills the process. @throws If it had already exited. */
	public async close(): Promise<void> {
		if (this.child.exitCode !== null)
			throw new Error(`${PeerClients.title} exited with code ${this.child.exitCode}`);
		const ended = new Promise((resolve) => this.child.once("exit", resolve));
		this.child.disconnect();
		await ended;
	}

	private answer(guildId: string): void {
		const seat = this.seats.get(guildId);
		if (seat === undefined) return;
		const { channelId, userId, sessionId, token } = seat.renew();
		this.tell({ kind: "pair", guildId, channelId, userId, sessionId, token, endpoint: seat.server.endpoint });
	}

	private tell(message: ToPeer): void {
		if (this.child.connected) this.child.send(message);
	}
}

/** Returns the version of a package that does not export its `package.json`. */
function installedVersion(name: string): string {
	const entry = createRequire(import.meta.url).resolve(name);
	const folder = entry.slice(0, entry.lastIndexOf(name) + name.length);
	return (JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as { version: string }).version;
}
