/**
 * What a bot's sessions have cost at a gateway server: Identifies, Resumes, and the seats that it had at once. It looks after
 * each event of the server.
 */

import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";

/** Opcode of Update Voice State. */
const UPDATE_VOICE_STATE = 4;

export class BotAccount {
	/** Identifies and Resumes at the main gateway. */
	public identifies = 0;
	public resumes = 0;
	/** Identifies of voice sessions. */
	public joins = 0;
	/** The most seats that one guild had at once. */
	public mostSeats = 0;

	public constructor(private readonly server: GatewayServer) {
		server.onEvent((event) => {
			const isMain = event.gateway === "main";
			if (event.kind === "identified" && isMain) this.identifies += 1;
			if (event.kind === "resumed" && isMain) this.resumes += 1;
			if (event.kind === "identified" && !isMain && isSeat(event.sessionId)) this.joins += 1;
			this.mostSeats = Math.max(this.mostSeats, ...this.seatsByGuild());
		});
	}

	/** Channels that a main session asked to join with op 4, oldest first. */
	public asked(mainSessionId: string): ReadonlyArray<string> {
		return this.server.received(mainSessionId).flatMap(({ op, d }) => {
			if (op !== UPDATE_VOICE_STATE) return [];
			const { channel_id: channelId } = d as { channel_id?: string | null };
			return typeof channelId === "string" ? [channelId] : [];
		});
	}

	private seatsByGuild(): ReadonlyArray<number> {
		const counts = new Map<string, number>();
		for (const id of this.server.voiceSessionIds.filter(isSeat)) {
			const guildId = id.slice(0, id.indexOf(":"));
			counts.set(guildId, (counts.get(guildId) ?? 0) + 1);
		}
		return [...counts.values()];
	}
}

/** A voice session that op 4 created is named by its guild and its main session. */
function isSeat(sessionId: string): boolean {
	return sessionId.includes(":");
}
