import { createLogger, VoiceCredentials, WebSocketTransport } from "../src";
import { HttpService } from "@rbxts/services";

/** Uses only the transport: you identify; it sends heartbeats, tracks sequence numbers and detects a silent server. */
export function ownSession(url: string, { serverId, userId, sessionId, token }: VoiceCredentials) {
	const transport = new WebSocketTransport(createLogger("voice", "info"));

	transport.onConnected = () => {
		const identify = { server_id: serverId, user_id: userId, session_id: sessionId, token };
		transport.sendAsync(HttpService.JSONEncode({ op: 0, d: identify })).catch(warn);
	};
	transport.onMessage = ({ op, d }) => print("opcode", op, typeIs(d, "buffer") ? buffer.len(d) : d);
	transport.onZombified = () => transport.forceClose(4000);
	transport.onDisconnected = (code, closedBySelf) => print("disconnected", code, closedBySelf);

	transport._openSocket(url); // yields until it is open, throws on failure
	return transport;
}
