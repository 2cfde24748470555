/**
 * A voice server of a test, over real sockets: it opens sessions, answers IP discovery and pings, and sends what the test says.
 * It follows Discord's documentation and shares nothing with the relay.
 */

import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import { decodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "../../shared/rtp/discovery.ts";
import { decodeLegacyPing, decodePing, encodePong } from "../../shared/rtp/keepAlive.ts";
import { TRANSPORT_MODES, type TransportMode } from "../../shared/rtp/TransportCipher.ts";
import { VoicePackets, VoiceServerKey } from "../voice/media/support/VoicePackets.ts";

export interface FarVoiceOptions {
	/** Requests of IP discovery that are lost. */
	lostDiscoveries: number;
	/** Whether it ignores discovery whose tail is not zeros, like some servers (dysnomia PR #205). */
	refusesTails: boolean;
	/** How it answers pings. */
	answers: "native" | "legacy" | "none";
	/** Modes of op 2; op 4 has the one that op 1 selects. */
	modes: ReadonlyArray<string>;
	/** Address of op 2. */
	ip: string;
	/** Whether UDP is dark in both directions. */
	isBlackhole: boolean;
}

export interface GatewayText {
	readonly op: number;
	readonly d: Readonly<Record<string, unknown>>;
}

export const OWN_SSRC = 1;
const LOOPBACK = "127.0.0.1";
/** Where the address of a discovery begins. */
const TAIL = 8;
const KEY_BYTE = 171;

export class FarVoice {
	/** Texts of clients, in order. */
	public readonly texts: Array<GatewayText> = [];
	/** Datagrams of clients: `discovery`, `ping 1`, `legacy 1`, or their bytes. */
	public readonly heard: Array<string> = [];
	public readonly sockets: Array<WebSocket> = [];
	/** Address that op 1 names for media. */
	public client: { readonly address: string; readonly port: number } | undefined;
	/** Key of the last op 4. */
	public key = new VoiceServerKey(TRANSPORT_MODES[0], Buffer.alloc(32, KEY_BYTE));
	/** Called when op 4 is sent. */
	public onDescribed = (): void => {};
	private sequence = -1;
	private keys = 0;

	private constructor(
		public readonly options: FarVoiceOptions,
		private readonly server: WebSocketServer,
		public readonly udp: Socket,
	) {
		server.on("connection", (socket) => {
			this.sockets.push(socket);
			socket.on("message", (data: RawData, isBinary: boolean) => {
				if (!isBinary) this.receive(socket, JSON.parse((data as Buffer).toString()) as GatewayText);
			});
		});
		udp.on("message", (datagram, { address, port }) => this.hear(datagram, { address, port }));
		udp.on("error", () => {}); // the relay's port may be closed: that is its own business
	}

	/** Opens one that ends with a test. */
	public static async start(context: TestContext, options: Partial<FarVoiceOptions> = {}): Promise<FarVoice> {
		const far = await FarVoice.open(options);
		context.after(() => far.close());
		return far;
	}

	public static async open(options: Partial<FarVoiceOptions> = {}): Promise<FarVoice> {
		const server = new WebSocketServer({ host: LOOPBACK, port: 0 });
		await once(server, "listening");
		const udp = createSocket("udp4");
		udp.bind(0, LOOPBACK);
		await once(udp, "listening");
		const usual: FarVoiceOptions = {
			lostDiscoveries: 0,
			refusesTails: false,
			answers: "native",
			modes: [...TRANSPORT_MODES],
			ip: LOOPBACK,
			isBlackhole: false,
		};
		return new FarVoice({ ...usual, ...options }, server, udp);
	}

	/** `host:port` of the WebSocket. */
	public get endpoint(): string {
		return `${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
	}

	public get url(): string {
		return `ws://${this.endpoint}/?v=8`;
	}

	/** Last socket that opened. */
	public get socket(): WebSocket {
		const last = this.sockets.at(-1);
		if (last === undefined) throw new Error("no socket has opened");
		return last;
	}

	/** Sends a numbered text on the last socket. */
	public say(op: number, d: object): void {
		this.sequence += 1;
		this.socket.send(JSON.stringify({ op, seq: this.sequence, d }));
	}

	/** A speaker whose SSRC op 5 maps. */
	public speaker(userId: string, ssrc: number): VoicePackets {
		this.say(5, { user_id: userId, ssrc, speaking: 1 });
		return new VoicePackets(this.key, ssrc);
	}

	/** Sends a datagram where op 1 says. */
	public send(...datagrams: ReadonlyArray<Buffer>): void {
		if (this.client === undefined) throw new Error("no client has selected a protocol");
		if (this.options.isBlackhole) return;
		for (const datagram of datagrams) this.udp.send(datagram, this.client.port, this.client.address);
	}

	/** Op 4, with a new key each time. */
	public describe(mode: string): void {
		this.keys += 1;
		this.key = new VoiceServerKey(mode as TransportMode, Buffer.alloc(32, KEY_BYTE + this.keys));
		this.say(4, { mode, secret_key: [...this.key.key], dave_protocol_version: 0, audio_codec: "opus" });
		this.onDescribed();
	}

	/** Ends its UDP side: the system refuses what comes from then on. */
	public closeUdp(): void {
		this.udp.close();
	}

	public close(): void {
		for (const socket of this.sockets) socket.terminate();
		this.server.close();
		try {
			this.udp.close();
		} catch {
			// the test has closed it
		}
	}

	private receive(socket: WebSocket, text: GatewayText): void {
		this.texts.push(text);
		const { op, d } = text;
		if (op === 0) this.ready(socket);
		else if (op === 1) {
			const { address, port, mode } = d.data as { address: string; port: number; mode: string };
			this.client = { address, port };
			this.describe(mode);
		} else if (op === 7) socket.send('{"op":9,"d":null}');
	}

	/** Op 2. */
	public ready(socket = this.socket): void {
		const { ip, modes } = this.options;
		const { port } = this.udp.address();
		socket.send(JSON.stringify({ op: 2, d: { ssrc: OWN_SSRC, ip, port, modes } }));
	}

	private hear(datagram: Buffer, from: { readonly address: string; readonly port: number }): void {
		if (this.options.isBlackhole) return;
		const [ssrc, ping, legacy] = [
			decodeIpDiscoveryRequest(datagram),
			decodePing(datagram),
			decodeLegacyPing(datagram),
		];
		const answer = (bytes: Buffer): void => this.udp.send(bytes, from.port, from.address);
		if (ssrc !== undefined) {
			this.heard.push("discovery");
			if (this.options.refusesTails && datagram.subarray(TAIL).some((byte) => byte !== 0)) return;
			this.options.lostDiscoveries -= 1;
			if (this.options.lostDiscoveries < 0) answer(encodeIpDiscoveryResponse({ ssrc, ...from }));
		} else if (ping !== undefined) {
			this.heard.push(`ping ${ping}`);
			if (this.options.answers === "native") answer(encodePong(ping));
		} else if (legacy !== undefined) {
			this.heard.push(`legacy ${legacy}`);
			if (this.options.answers === "legacy") answer(datagram);
		} else this.heard.push(datagram.toString("hex"));
	}
}
