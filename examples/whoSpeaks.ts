import { CredentialSource, VoiceConnection } from "../src";

/** Prints who is in a voice channel and, through a relay with media, who is speaking. */
export function whoSpeaks(credentials: CredentialSource) {
	const connection = new VoiceConnection({ credentials });
	const nameOf = (userId: string) => connection.roster.get(userId)?.name ?? userId;

	connection.onReady.Connect(() => print("ready"));
	connection.onClientsConnect.Connect((userIds) => print("in the channel:", userIds.map(nameOf).join(", ")));
	connection.onClientDisconnect.Connect((userId) => print("left:", nameOf(userId)));
	connection.onSpeaking.Connect(({ userId, speaking }) =>
		print(nameOf(userId), speaking ? "is speaking" : "is silent"),
	);
	connection.onMediaChanged.Connect((media) => {
		if (media.kind !== "live") print("cannot detect speech:", media.reason);
	});
	connection.onClosed.Connect(({ reason }) => print("closed:", reason));

	connection.connectAsync().catch(warn);
	return connection;
}
