/** A voice connection with a network, a clock and a credential source that the test controls. */

import { decodeJson } from "../../src/runtime/json";
import { CredentialFeed, MemberDirectory } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { VoiceConnectionOptions } from "../../src/voice/VoiceConnectionOptions";
import { FakeNetwork, FakeSocket } from "./FakeSocket";
import { FakeScheduler } from "./FakeScheduler";
import { RecordingLogger } from "./RecordingLogger";

export const HELLO = '{"op":8,"d":{"v":8,"heartbeat_interval":10000}}';
/** An interval too long for any test of something else. */
export const SLOW_HELLO = '{"op":8,"d":{"v":8,"heartbeat_interval":6000000}}';
export const READY = '{"op":2,"d":{"ssrc":7,"ip":"127.0.0.1","port":4000,"modes":["aead_aes256_gcm_rtpsize"]}}';
export const RESUMED = '{"op":9,"d":null}';

/** Value of the random source. */
const SHARE = 0.5;

/** A main gateway that supplies one credential pair after another: session `s1` in channel `c1` with `token-1` at `voice1.example:2048`, … */
export class FakeSource extends CredentialFeed {
	public requestCount = 0;
	public leaveCount = 0;
	/** Whether requests are answered, at once. */
	public answers = true;
	/** Number of the last pair. */
	public pairs = 0;

	public constructor(members?: MemberDirectory) {
		super({
			members,
			onRequest: () => {
				this.requestCount += 1;
				if (this.answers) this.givePair();
			},
			onLeave: () => {
				this.leaveCount += 1;
			},
		});
	}

	public givePair(): void {
		this.pairs += 1;
		this.giveState(`s${this.pairs}`, `c${this.pairs}`);
		this.giveServer(this.pairs);
	}

	/** @param channelId Undefined if the user is in no channel. */
	public giveState(sessionId: string, channelId?: string): void {
		this.setVoiceState({ userId: "104694319306248192", sessionId, channelId });
	}

	/** @param number Number of the pair; 0 if the server is gone. */
	public giveServer(number: number): void {
		this.setVoiceServer({
			serverId: "41771983423143937",
			token: `token-${number}`,
			endpoint: number === 0 ? undefined : `voice${number}.example:2048`,
		});
	}
}

export function makeVoice(options: Partial<VoiceConnectionOptions> = {}) {
	const network = new FakeNetwork();
	const scheduler = new FakeScheduler();
	const logger = new RecordingLogger();
	const source = new FakeSource();
	const connection = new VoiceConnection({
		credentials: source,
		logger,
		scheduler,
		createSocket: network.createSocket,
		random: () => SHARE,
		...options,
	});
	const states: Array<string> = [];
	const closures: Array<string> = [];
	connection.onStateChanged.Connect((state) => states.push(state));
	connection.onClosed.Connect(({ kind, code }) => closures.push(`${kind} ${code ?? "none"}`));
	return { network, scheduler, logger, source, connection, states, closures };
}

/** A connection whose sockets carry DAVE, as those of a relay. */
export function makeCarried() {
	const network = new FakeNetwork({ binary: true, closeCode: true, dave: true });
	return { ...makeVoice({ createSocket: network.createSocket }), network };
}

/** Returns a ready connection over a relay, with live media. `media` sends an `m` record. */
export function makeLive(options: Partial<VoiceConnectionOptions> = {}) {
	const network = new FakeNetwork({ binary: true, closeCode: true, dave: true, media: true });
	const made = makeVoice({ createSocket: network.createSocket, ...options });
	made.connection.connectAsync().catch(() => {});
	const socket = accept(network);
	const media = (data: object) => network.socket().options?.carriage?.onMedia?.(data);
	media({ state: "opening", full: true, speaking: [] });
	media({ state: "live" });
	return { ...made, network, socket, media };
}

/** Plays the server's side of a handshake on the newest socket. */
export function accept(network: FakeNetwork, answer = READY, hello = HELLO): FakeSocket {
	const socket = network.socket();
	socket.open();
	socket.receive(hello);
	socket.receive(answer);
	return socket;
}

/** Returns the opcodes of the messages sent over `socket`, in order. */
export function opcodes(socket: FakeSocket): string {
	return socket.sent.map((message) => (decodeJson(message as string) as { op: number }).op).join(",");
}

/** Returns the body of sent message `index`, counted from 0. */
export function bodyOf(socket: FakeSocket, index = 0): Record<string, unknown> {
	return (decodeJson(socket.sent[index] as string) as { d: Record<string, unknown> }).d;
}
