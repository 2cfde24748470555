import { CredentialSource, VoiceConnection } from "../src";

/** Prints who is in a voice channel, and who speaks. */
export function whoSpeaks(credentials: CredentialSource) {
	const connection = new VoiceConnection({ credentials });

	connection.onReady.Connect(() => print("ready"));
	connection.onClientsConnect.Connect((userIds) => print("in the channel:", userIds.join(", ")));
	connection.onClientDisconnect.Connect((userId) => print("left:", userId));
	connection.onSpeaking.Connect(({ userId, flags }) => print(userId, flags > 0 ? "speaks" : "is silent"));
	connection.onClosed.Connect(({ reason }) => print("over:", reason));

	connection.connectAsync().catch(warn);
	return connection;
}
