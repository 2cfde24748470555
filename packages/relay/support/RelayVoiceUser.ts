/**
 * A voice client of docs/relay.md, like that of a game server: no cryptography, only text, everything over a relay.
 * Behaves like `VoiceConnection`: identifies, selects an address that leads nowhere, resumes, and starts a new session after 4006.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";
import type { ClientRecord } from "./clientForms.ts";
import { Problem, RelayClient } from "./RelayClient.ts";

/** Data of the last `d` record. */
export interface Told {
	readonly state: string;
	readonly epoch?: number;
	readonly code?: string;
}

/** Milliseconds between two tries to reach a relay. */
const PAUSE = 20;
const POLL_WAIT = 1000;
const NO_SEQUENCE = -1;
/** Close code for a session that another one replaces, as in `VoiceConnection`. */
const REPLACED = 1000;

export class RelayVoiceUser {
	/** Opcodes that came, oldest first. */
	public readonly opcodes: Array<number> = [];
	/** Close codes of its sockets, with who closed. */
	public readonly closes: Array<string> = [];
	/** Every state that was reported. */
	public readonly states: Array<Told> = [];
	public identifies = 0;
	public resumes = 0;
	public told: Told = { state: "none" };
	private sequence = NO_SEQUENCE;
	private hasSession = false;
	private socket = 0;
	private isStopped = false;
	private client: RelayClient | undefined;
	/** Of the server, which may have ended before this did. */
	private address: string;

	/** @param url Returns the relay's URL, which may change at a restart. */
	public constructor(
		private readonly url: () => string,
		private readonly token: string,
		private server: GatewayServer,
		private credentials: VoiceCredentials,
	) {
		this.address = server.url;
	}

	public get sessionId(): string {
		return this.credentials.sessionId;
	}

	/** Joins, and goes on until `stop`. */
	public start(): void {
		void this.run();
	}

	/** Leaves: closes its socket with 1000. */
	public async leave(): Promise<void> {
		this.isStopped = true;
		await this.client?.end("?code=1000").catch(() => {}); // the relay may be gone
	}

	/** Goes to another voice server, as the main gateway says: with the same session id and a new token. */
	public async move(server: GatewayServer): Promise<void> {
		const { client } = this;
		if (client === undefined) throw new Error("cannot move before it has joined");
		this.server = server;
		this.address = server.url;
		this.renew({ token: `${this.credentials.token}+` });
		client.up(this.socket, "c", { code: REPLACED });
		this.open(client);
		await client.send();
	}

	private async run(): Promise<void> {
		while (!this.isStopped) {
			try {
				await this.live();
			} catch (error) {
				if (!(error instanceof Problem) && !(error instanceof TypeError)) throw error;
				await delay(PAUSE); // the relay, or the link, is gone
			}
		}
	}

	/** One link, until it is lost. */
	private async live(): Promise<void> {
		const client = new RelayClient(this.url(), { token: this.token });
		await client.create();
		this.client = client;
		this.socket = 0;
		this.open(client);
		while (!this.isStopped) {
			await client.send();
			for (const record of await client.poll(POLL_WAIT)) this.receive(client, record);
		}
	}

	private open(client: RelayClient): void {
		const { serverId, userId, channelId, sessionId, token } = this.credentials;
		this.socket += 1;
		client.up(this.socket, "o", { url: `${this.address}/?v=8`, dave: true });
		if (this.hasSession) {
			this.resumes += 1;
			const encrypted = this.told.state !== "none";
			this.send(client, 7, {
				server_id: serverId,
				session_id: sessionId,
				token,
				seq_ack: this.sequence,
				encrypted,
			});
			return;
		}
		this.identifies += 1;
		this.sequence = NO_SEQUENCE;
		this.told = { state: "none" };
		const max_dave_protocol_version = 0;
		const d = { server_id: serverId, user_id: userId, session_id: sessionId, token, max_dave_protocol_version };
		this.send(client, 0, { ...d, channel_id: channelId });
	}

	private receive(client: RelayClient, [, socket, type, data]: ClientRecord): void {
		if (socket !== this.socket) return;
		if (type === "t") this.receiveText(client, data as string);
		else if (type === "d") {
			this.told = data as Told;
			this.states.push(this.told);
		} else if (type === "c" || (type === "e" && (data as { ends: boolean }).ends)) {
			const { code, by } = data as { code: number | string; by?: string };
			this.closes.push(`${by ?? "open"} ${code}`);
			if (code === 4006) this.renew({ sessionId: `${this.sessionId}+` });
			this.open(client);
		} else if (type === "b") throw new Error("a binary message came down");
	}

	private receiveText(client: RelayClient, text: string): void {
		const { op, seq, d } = JSON.parse(text) as { op: number; seq?: number; d: unknown };
		this.opcodes.push(op);
		this.sequence = seq ?? this.sequence;
		if (op !== 2) return;
		this.hasSession = true;
		const [mode] = (d as { modes: ReadonlyArray<string> }).modes;
		this.send(client, 1, { protocol: "udp", data: { address: "127.0.0.1", port: 9, mode } });
	}

	/** The main gateway sends new credentials, which replace the earlier ones. */
	private renew(changes: Partial<VoiceCredentials>): void {
		this.hasSession = false;
		this.credentials = { ...this.credentials, ...changes };
		this.server.registerVoiceSession(this.credentials);
	}

	private send(client: RelayClient, op: number, d: object): void {
		client.up(this.socket, "t", JSON.stringify({ op, d }));
	}
}
