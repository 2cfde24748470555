/** The rooms of a relay, which end with it and with the game server. */

import { GuildVoice } from "../../room/GuildVoice";
import { GuildVoiceOptions, readGuildVoice, readVoiceChannel, VoiceChannelOptions } from "../../room/roomOptions";
import { RoomEnvironment } from "../../room/RoomWatch";
import { VoiceRoom } from "../../room/VoiceRoom";
import { ServerClosing } from "../../runtime/ServerClosing";

type AnyRoom = VoiceRoom | GuildVoice;

export class RelayRooms {
	private readonly running = new Set<AnyRoom>();

	/** @param closing Ends the rooms when the game server shuts down, before the link; undefined to disable. */
	public constructor(
		private readonly environment: RoomEnvironment,
		private readonly closing: ServerClosing | undefined,
	) {}

	/** @throws If an option is invalid. */
	public watchVoiceChannel(options: VoiceChannelOptions): VoiceRoom {
		return this.add(new VoiceRoom(readVoiceChannel(options), this.environment));
	}

	/** @throws If an option is invalid. */
	public watchGuildVoice(options: string | GuildVoiceOptions): GuildVoice {
		return this.add(new GuildVoice(readGuildVoice(options), this.environment));
	}

	/** Ends every room. Never yields. */
	public close(): void {
		const rooms = new Array<AnyRoom>();
		for (const room of this.running) rooms.push(room);
		for (const room of rooms) room.stop();
	}

	private add<Room extends AnyRoom>(room: Room): Room {
		this.running.add(room);
		const remove = this.closing?.add("close", (done) => {
			room.stop();
			done();
		});
		room.onClosed.Connect(() => {
			this.running.delete(room);
			remove?.();
		});
		return room;
	}
}
