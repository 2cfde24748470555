import { CredentialSource, VoiceConnection } from "../src";

/** Prints who is in a voice channel, and who speaks. Sockets of a relay with media tell that, Studio's own do not. */
export function whoSpeaks(credentials: CredentialSource) {
	const connection = new VoiceConnection({ credentials });
	const nameOf = (userId: string) => connection.roster.get(userId)?.name ?? userId;

	connection.onReady.Connect(() => print("ready"));
	connection.onClientsConnect.Connect((userIds) => print("in the channel:", userIds.map(nameOf).join(", ")));
	connection.onClientDisconnect.Connect((userId) => print("left:", nameOf(userId)));
	connection.onSpeaking.Connect(({ userId, speaking }) => print(nameOf(userId), speaking ? "speaks" : "is silent"));
	connection.onMediaChanged.Connect((media) => {
		if (media.kind !== "live") print("who speaks is not known:", media.reason);
	});
	connection.onClosed.Connect(({ reason }) => print("over:", reason));

	connection.connectAsync().catch(warn);
	return connection;
}
