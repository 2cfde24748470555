/** A cell without a network: the test plays Discord, on a fake clock. */

import { pino } from "pino";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { readGatewayBot } from "../../../src/protocol/gateway/sessionStartLimit.ts";
import { Cell } from "../discord/main/Cell.ts";
import type { SavedSession } from "../discord/main/CellSession.ts";
import { GatewayTargets } from "../discord/main/GatewayTargets.ts";
import { HeldSession } from "../discord/main/HeldSession.ts";
import { IdentifyGate } from "../discord/main/IdentifyGate.ts";
import { CellSaver } from "../discord/state/CellSaver.ts";
import { Secrets } from "../security/secrets.ts";
import { FakeUpstream } from "./FakeUpstream.ts";

export const BOT_TOKEN = "token-of-the-bot";

/** Hosts of Discord's gateways as endpoints that a test may reach. */
const ENDPOINTS = ["first.test:1", "resume.test:2"];

/** What a cell sent: opcode and body. */
export interface SentMessage {
	readonly op: number;
	readonly d: unknown;
}

export interface CellSceneOptions {
	readonly saved?: SavedSession;
	/** `session_start_limit` of GET /gateway/bot. */
	readonly limit?: object;
	/** Random share. @default 0.5 */
	readonly share?: number;
}

export function gatewayBot(limit: object = {}, url = "ws://first.test:1") {
	const bot = readGatewayBot({ url, shards: 1, session_start_limit: limit }, true);
	if (bot === undefined) throw new Error("not a gateway");
	return bot;
}

export class CellScene {
	public readonly clock = new FakeClock();
	public readonly session = new HeldSession();
	public readonly gate: IdentifyGate;
	public readonly cell: Cell;
	/** Events in order: `dispatch NAME s`, `gap`, `state KIND`. */
	public readonly events: Array<string> = [];
	public readonly logs: Array<string> = [];
	/** Called with each event, to act inside of it. */
	public onEvent: (event: string) => void = () => {};
	private readonly upstreams: Array<FakeUpstream> = [];
	/** Messages of the socket in use that were read by `sent`. */
	private readonly read = new Map<FakeUpstream, number>();

	public constructor({ saved, limit, share = 0.5 }: CellSceneOptions = {}) {
		const { clock, session } = this;
		const log = pino({ base: null }, { write: (line: string) => void this.logs.push(line) });
		if (saved !== undefined) session.restore(saved);
		this.gate = new IdentifyGate({ clock, refresh: () => Promise.resolve(undefined) });
		this.gate.seed(gatewayBot(limit));
		const saver = new CellSaver({ clock, log, session, store: undefined });
		const hosts = ENDPOINTS.map((endpoint) => ({ endpoint }));
		const secrets = new Secrets(new Map([["bot", BOT_TOKEN]]), {
			hosts: { byName: new Map(), usual: hosts },
			places: { byName: new Map(), usual: [] },
		});
		const rules = { hosts: [], ports: new Set<number>(), insecure: new Set(ENDPOINTS) };
		this.cell = new Cell({
			...{ clock, log, session, gate: this.gate, shard: 0, shards: 1 },
			random: () => share,
			connect: (target, open, listener) => {
				const upstream = new FakeUpstream(target, open, listener);
				this.upstreams.push(upstream);
				return upstream;
			},
			targets: new GatewayTargets(rules, secrets, "bot"),
			gatewayDomain: () => "ws://first.test:1",
			onHeld: () => saver.touch(),
			events: {
				onDispatch: ({ s, name }) => this.note(`dispatch ${name} ${s}`),
				onGap: () => this.note("gap"),
				onState: ({ kind }) => this.note(`state ${kind}`),
			},
		});
	}

	/** Number of sockets so far. */
	public get socketCount(): number {
		return this.upstreams.length;
	}

	/** The newest socket. */
	public get socket(): FakeUpstream {
		const upstream = this.upstreams.at(-1);
		if (upstream === undefined) throw new Error("no socket was opened");
		return upstream;
	}

	/** Messages on the newest socket since the last call, heartbeats aside unless asked for. */
	public sent(withBeats = false): ReadonlyArray<SentMessage> {
		const { socket } = this;
		const from = this.read.get(socket) ?? 0;
		this.read.set(socket, socket.log.length);
		return socket.log
			.slice(from)
			.flatMap((entry) => (typeof entry === "string" ? [JSON.parse(entry) as SentMessage] : []))
			.filter(({ op }) => withBeats || op !== 1);
	}

	/** The server sends a message. */
	public hear(message: object): void {
		this.hearText(JSON.stringify(message));
	}

	public hearText(text: string): void {
		this.socket.listener.onText(Buffer.from(text));
	}

	public dispatch(s: number, name: string, d: unknown = {}): void {
		this.hear({ op: 0, s, t: name, d });
	}

	/** The socket opens, and Hello comes. */
	public greet(interval: number = 40_000): void {
		this.socket.listener.onOpen("");
		this.hear({ op: 10, s: null, t: null, d: { heartbeat_interval: interval } });
	}

	public ready(s = 1, session = "session"): void {
		const d = { session_id: session, resume_gateway_url: "ws://resume.test:2", user: { id: "42" }, guilds: [] };
		this.dispatch(s, "READY", d);
	}

	/** Opens the cell, up to READY. */
	public login(): void {
		this.cell.open();
		this.greet();
		this.sent();
		this.ready();
		this.take();
	}

	/** The socket ends. @param code 1006 for no close frame. */
	public end(code: number, reason = ""): void {
		this.socket.listener.onEnd({ kind: "closed", code, reason, by: code === 1006 ? "network" : "peer" });
	}

	/** Events since the last call. */
	public take(): ReadonlyArray<string> {
		return this.events.splice(0);
	}

	private note(event: string): void {
		this.events.push(event);
		this.onEvent(event);
	}
}
