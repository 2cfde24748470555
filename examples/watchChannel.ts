import { HttpService } from "@rbxts/services";
import { Relay } from "../src";

/** Prints who is speaking in a voice channel. Runs in every game server of an experience at once. */
export function watchChannel(url: string, guildId: string, channelId: string) {
	const relay = new Relay({ url, token: HttpService.GetSecret("relay") }); // one of the relay's tokens
	const room = relay.watchVoiceChannel({ guildId, channelId });
	room.onSpeaking.Connect(({ userId, speaking }) => {
		print(room.roster.get(userId)?.name ?? userId, speaking ? "is speaking" : "is silent");
	});
	room.onClosed.Connect(({ reason }) => print("closed:", reason));
	return room;
}
