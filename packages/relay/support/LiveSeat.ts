/**
 * A seat over real sockets: a GatewayServer, a main session of the bot, and the relay's own voice features with real UDP and DAVE
 * threads. The test controls the time, which passes about as fast as it really does.
 */

import { once } from "node:events";
import type { TestContext } from "node:test";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import pino from "pino";
import { WebSocket, type RawData } from "ws";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { IDS } from "../../gateway-server/main/fixtures/ids.ts";
import { DEFAULT_TOKEN } from "../../gateway-server/main/mainOptions.ts";
import type { GatewayServerOptions } from "../../gateway-server/options.ts";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { createOpenSeatSession } from "../discord/voice/openSeatSession.ts";
import { Intake } from "../intake/Intake.ts";
import { Memory } from "../memory/Memory.ts";
import { Seat } from "../seat/Seat.ts";
import { openLookups } from "../security/openLookups.ts";
import { createConnect } from "../upstream/connectUpstream.ts";
import { loadDavey } from "../voice/dave/davey.ts";
import { openVoice, type Voice } from "../voice/openVoice.ts";

/** Milliseconds. */
const STEP = 2;
const LIMIT = 15_000;
const BEAT = 20_000;
const TENANT = "bot main";

/** A main session of the bot, as far as a seat needs one. */
export class LiveCell {
	public sessionId: string | undefined;
	public userId: string | undefined;
	/** Called with each dispatch. */
	public onDispatch: (name: string, d: Readonly<Record<string, unknown>>) => void = () => {};
	private readonly socket: WebSocket;

	private constructor(
		url: string,
		private readonly clock: FakeClock,
	) {
		this.socket = new WebSocket(`${url}/?v=10&encoding=json`);
		this.socket.on("message", (data: RawData) => this.receive(String(data)));
	}

	/** Identifies, and waits for READY. */
	public static async open(server: GatewayServer, clock: FakeClock): Promise<LiveCell> {
		const cell = new LiveCell(server.url, clock);
		await once(cell.socket, "open");
		cell.beat();
		const properties = { os: "linux", browser: "test", device: "test" };
		cell.send(2, { token: DEFAULT_TOKEN, intents: 129, properties });
		for (const end = Date.now() + LIMIT; cell.sessionId === undefined && Date.now() < end;) await delay(1);
		if (cell.sessionId === undefined) throw new Error("the main session is refused");
		return cell;
	}

	public updateVoiceState(guildId: string, channelId: string | null): boolean {
		this.send(4, { guild_id: guildId, channel_id: channelId, self_mute: true, self_deaf: false });
		return true;
	}

	public close(): void {
		this.socket.terminate();
	}

	private beat(): void {
		this.send(1, null);
		this.clock.setTimeout(() => this.beat(), BEAT);
	}

	private send(op: number, d: object | null): void {
		if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ op, d }));
	}

	private receive(text: string): void {
		const { op, t, d } = JSON.parse(text) as { op: number; t: string; d: Readonly<Record<string, unknown>> };
		if (op !== 0) return;
		if (t === "READY") {
			this.sessionId = d.session_id as string;
			this.userId = (d.user as { id: string }).id;
		}
		this.onDispatch(t, d);
	}
}

export class LiveSeat {
	/** What the seat told: `live`, `none`, `+user`, `-user`, `encryption active`, `robbed`, `moved`. */
	public readonly told: Array<string> = [];
	public readonly logs: Array<string> = [];
	public readonly seat: Seat;

	private constructor(
		public readonly clock: FakeClock,
		public readonly server: GatewayServer,
		public readonly cell: LiveCell,
		voice: Voice,
	) {
		const log = pino({ level: "debug" }, { write: (line: string) => void this.logs.push(line) });
		const endpoint = new URL(server.url).host;
		const lookupFor = openLookups(clock);
		const connect = createConnect({
			maxRecord: 2 ** 20,
			lookupFor: (isInsecure) => lookupFor(TENANT, isInsecure),
			intake: new Intake(),
			owner: TENANT,
		});
		const openSession = createOpenSeatSession({
			...{ clock, log, connect },
			random: () => 0.5,
			createTransformer: voice.transformerFor(TENANT),
			features: voice.features,
			targets: { hosts: [], ports: new Set(), insecure: new Set([endpoint]) },
		});
		this.seat = new Seat({
			guildId: IDS.guild,
			...{ clock, cell, openSession, log },
			events: {
				onSpeakers: (_channelId, speakers) => void this.told.push(speakers),
				onSpeaking: (_channelId, { userId, speaking }) =>
					void this.told.push(`${speaking ? "+" : "-"}${userId}`),
				onLevel: () => {},
				onEncryption: (_channelId, { state }) => void this.told.push(`encryption ${state}`),
				onRobbed: () => void this.told.push("robbed"),
				onMoved: () => void this.told.push("moved"),
			},
		});
		cell.onDispatch = (name, d) => {
			if (name === "VOICE_STATE_UPDATE") this.seat.takeVoiceState(d);
			if (name === "VOICE_SERVER_UPDATE") this.seat.takeVoiceServer(d);
		};
		this.seat.cellReady(true, undefined);
	}

	public static async start(context: TestContext, options: GatewayServerOptions = {}): Promise<LiveSeat> {
		const clock = new FakeClock();
		const server = new GatewayServer({ now: clock.now, timers: clock, logger: () => {}, ...options });
		await server.listen();
		const memory = new Memory(2 ** 26);
		const voice = openVoice(
			{ keepMs: 60_000, dave: { sessions: 10, threads: 1 }, mediaSessions: 10 },
			{
				clock,
				log: pino({ enabled: false }),
				davey: await loadDavey(),
				openAccount: (tenant, cut) => memory.token(tenant).open(cut),
				onRejoin: () => {},
			},
		);
		const live = new LiveSeat(clock, server, await LiveCell.open(server, clock), voice);
		context.after(async () => {
			live.seat.close(false);
			live.cell.close();
			voice.close();
			await server.terminate();
		});
		return live;
	}

	/** Waits until the seat has told these things, in this order. Others may come between. Forgets what was told. */
	public async hears(...expected: ReadonlyArray<string>): Promise<void> {
		await this.until(() => {
			let found = 0;
			for (const line of this.told) if (line === expected[found]) found += 1;
			return found === expected.length;
		}, expected.join(", "));
		this.told.length = 0;
	}

	public async until(holds: () => boolean, what: string): Promise<void> {
		const end = Date.now() + LIMIT;
		while (!holds()) {
			if (Date.now() > end) throw new Error(`timed out waiting for ${what}; told: ${this.told.join(", ")}`);
			this.clock.advance(STEP);
			await delay(1);
		}
	}

	/** Lets much time pass. What is on its way arrives. */
	public async pass(seconds: number): Promise<void> {
		for (let left = seconds; left > 0; left -= 0.25) {
			this.clock.advance(Math.min(left, 0.25) * 1000);
			for (let turns = 0; turns < 8; turns += 1) await turn();
		}
	}
}
