/** A voice client with DAVE over a real socket: a {@link TestClient} that answers like a {@link DavePeer}. */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { DavePeer, type PeerMessage } from "./DavePeer.ts";
import { connect, identifyOf, resumeOf } from "./fixtures.ts";
import type { ServerMessage, TestClient } from "./TestClient.ts";

/** Size of the sequence before the opcode of a server's binary frame. Only voice gateway 8 has it. */
const SEQUENCE_SIZE = 2;
const NUMBERED_VERSION = 8;

const SELECT_PROTOCOL = {
	protocol: "udp",
	data: { address: "127.0.0.1", port: 1, mode: "aead_aes256_gcm_rtpsize" },
};

/** The part of a server that a client needs, also available for one in another process. */
type ServerOfClient = Pick<GatewayServer, "url" | "voiceSessionIds" | "registerVoiceSession">;

export class DaveClient {
	public readonly peer: DavePeer;
	/** Received opcodes, oldest first. */
	public readonly opcodes: Array<number> = [];
	/** `dave_protocol_version` of each Session Description. */
	public readonly versions: Array<number> = [];
	private sequence = -1;

	private constructor(
		private readonly server: ServerOfClient,
		private readonly credentials: VoiceCredentials,
		public client: TestClient,
		private readonly gatewayVersion: number,
	) {
		this.peer = new DavePeer(credentials.userId, credentials.channelId);
	}

	/**
	 * Connects and identifies with `version` as the highest DAVE version. Registers the session if it is new.
	 *
	 * @param gatewayVersion Version of the voice gateway to use.
	 */
	public static async join(
		server: ServerOfClient,
		credentials: VoiceCredentials,
		version = 1,
		gatewayVersion = NUMBERED_VERSION,
	): Promise<DaveClient> {
		if (!server.voiceSessionIds.includes(credentials.sessionId)) server.registerVoiceSession(credentials);
		const client = new DaveClient(server, credentials, await connect(server, gatewayVersion), gatewayVersion);
		client.client.send(VoiceOpcode.Identify, {
			...identifyOf(credentials),
			max_dave_protocol_version: version,
		});
		return client;
	}

	/**
	 * Receives and answers messages. Returns their number.
	 *
	 * @param isHeard Whether the answers to DAVE messages reach the server.
	 */
	public async turn(isHeard = true): Promise<number> {
		const messages = await this.client.settle();
		const answers = messages.flatMap((message) => this.receive(message));
		if (isHeard) for (const answer of answers) this.send(answer);
		return messages.length;
	}

	/** Leaves the channel. */
	public leave(): void {
		this.client.socket.close(1000);
	}

	/** Reconnects and resumes. */
	public async resume(): Promise<void> {
		this.client = await connect(this.server, this.gatewayVersion);
		const sequence = this.gatewayVersion === NUMBERED_VERSION ? this.sequence : undefined;
		this.client.send(VoiceOpcode.Resume, resumeOf(this.credentials, sequence));
	}

	private receive(message: ServerMessage): ReadonlyArray<PeerMessage> {
		if (Buffer.isBuffer(message)) {
			const offset = this.gatewayVersion === NUMBERED_VERSION ? SEQUENCE_SIZE : 0;
			if (offset > 0) this.sequence = message.readUInt16BE();
			const op = message.readUInt8(offset);
			this.opcodes.push(op);
			return this.peer.receiveBinary(op, message.subarray(offset + 1));
		}
		const { op, d, seq } = message;
		this.opcodes.push(op);
		this.sequence = seq ?? this.sequence;
		if (op === VoiceOpcode.Ready) this.client.send(VoiceOpcode.SelectProtocol, SELECT_PROTOCOL);
		if (op === VoiceOpcode.SessionDescription) {
			const { dave_protocol_version: version } = d as { dave_protocol_version: number };
			this.versions.push(version);
			return this.peer.describe(version);
		}
		if (op === VoiceOpcode.ClientsConnect) {
			for (const userId of (d as { user_ids: ReadonlyArray<string> }).user_ids) this.peer.recognized.add(userId);
		}
		if (op === VoiceOpcode.ClientDisconnect) this.peer.recognized.delete((d as { user_id: string }).user_id);
		return this.peer.receiveJson(op, d as object);
	}

	private send(message: PeerMessage): void {
		if ("payload" in message) this.client.sendRaw(Buffer.concat([Buffer.of(message.op), message.payload]));
		else this.client.send(message.op, { transition_id: message.transitionId });
	}
}

/** Lets clients answer until no more messages arrive. */
export async function settleAll(...clients: ReadonlyArray<DaveClient>): Promise<void> {
	for (let count = 1; count > 0;) {
		count = 0;
		for (const client of clients) count += await client.turn();
	}
}
