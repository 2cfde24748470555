/** A seat's voice session among fakes: the test plays the voice server and the relay's voice features. */

import pino from "pino";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { createOpenSeatSession } from "../discord/voice/openSeatSession.ts";
import type { SeatSession } from "../discord/voice/SeatSession.ts";
import type { TransformedSocket } from "../link/socket/Transformer.ts";
import { readHostPattern } from "../security/hostPattern.ts";
import type { TargetRules } from "../security/target.ts";
import type { UpstreamEnd } from "../upstream/Upstream.ts";
import { FakeUpstream } from "./FakeUpstream.ts";

export const CREDENTIALS = {
	guildId: "81384788765712384",
	channelId: "127121515262115840",
	userId: "104694319306248192",
	sessionId: "secret-session",
	token: "secret-token",
	endpoint: "voice.discord.media:2048",
};

const TARGETS: TargetRules = {
	hosts: [readHostPattern("*.discord.media")].filter((pattern) => pattern !== undefined),
	ports: new Set([2048]),
	insecure: new Set(["127.0.0.1:9000"]),
};

export interface StageOptions {
	readonly features?: ReadonlyArray<string>;
	readonly endpoint?: string;
}

/**
 * Lines: `connect`, `send 0` (opcodes), `drop 4000`, `media live`, `media lost silent: 20 s`, `+7`, `-7`, `=7`, `encryption active`,
 * `spent`, `end 4014`.
 */
export class SeatSessionStage {
	public readonly clock = new FakeClock();
	public readonly logs: Array<string> = [];
	public readonly upstreams: Array<FakeUpstream> = [];
	public readonly session: SeatSession;
	/** Last reason. */
	public reason = "";
	private readonly features: Array<TransformedSocket> = [];
	private lines: Array<string> = [];
	private read = 0;

	public constructor({ features = ["dave", "media"], endpoint = CREDENTIALS.endpoint }: StageOptions = {}) {
		const open = createOpenSeatSession({
			clock: this.clock,
			random: () => 1,
			log: pino({ level: "trace" }, { write: (line: string) => void this.logs.push(line) }),
			connect: (target, data, listener) => {
				const upstream = new FakeUpstream(target, data, listener);
				this.upstreams.push(upstream);
				this.lines.push("connect");
				this.read = 0;
				return upstream;
			},
			createTransformer: (socket) => {
				this.features.push(socket);
				return passOn;
			},
			features,
			targets: TARGETS,
		});
		this.session = open(
			{ ...CREDENTIALS, endpoint },
			{
				onMedia: (media) => this.say(`media ${media.kind}`, media.kind === "live" ? "" : media.reason),
				onSpeaking: ({ userId, speaking }) => this.say(`${speaking ? "+" : "-"}${userId}`),
				onLevel: ({ userId }) => this.say(`=${userId}`),
				onEncryption: ({ state }) => this.say(`encryption ${state}`),
				onSpent: (reason) => this.say("spent", reason),
				onEnd: ({ code, reason }) => this.say(`end ${code}`, reason),
			},
		);
	}

	public get upstream(): FakeUpstream {
		return this.upstreams.at(-1) ?? fail();
	}

	/** Texts that the current socket sent. */
	public get sent(): ReadonlyArray<{ readonly op: number; readonly d: Readonly<Record<string, unknown>> }> {
		return this.upstream.log.filter((entry) => typeof entry === "string").map((text) => JSON.parse(text) as never);
	}

	/** What happened since the last call. */
	public take(): ReadonlyArray<string> {
		this.collect();
		const { lines } = this;
		this.lines = [];
		return lines;
	}

	public opens(): void {
		this.upstream.listener.onOpen("");
	}

	public says(message: unknown): void {
		const text = typeof message === "string" ? message : JSON.stringify(message);
		this.upstream.listener.onText(Buffer.from(text));
		this.collect();
	}

	/** Opens the socket, and the session on it. */
	public ready(op: 2 | 9 = 2): void {
		this.opens();
		this.says({ op: 8, d: { v: 8, heartbeat_interval: 40_000 } });
		this.says({ op, seq: 1, d: { ssrc: 1, ip: "66.22.196.1", port: 5, modes: [] } });
	}

	/** The relay's features report something. */
	public tells(type: "d" | "m", data: object): void {
		this.features.at(-1)?.tell(type, data as never);
	}

	/** They end the socket. */
	public cuts(code: 4006 | 1013): void {
		this.features.at(-1)?.end(code, "cut");
	}

	/** The socket ends. @param code 1006 without a close frame. */
	public ends(code: number): void {
		const end: UpstreamEnd = { kind: "closed", code, reason: "", by: code === 1006 ? "network" : "peer" };
		this.upstream.listener.onEnd(end);
	}

	public fails(): void {
		this.upstream.listener.onEnd({ kind: "failed", code: "connect_failed", message: "refused" });
	}

	public passes(seconds: number): void {
		this.clock.advance(seconds * 1000);
		this.collect();
	}

	private say(line: string, reason = ""): void {
		this.collect();
		this.lines.push(line);
		this.reason = reason;
	}

	private collect(): void {
		const log = this.upstreams.at(-1)?.log ?? [];
		for (const entry of log.slice(this.read)) {
			if (typeof entry === "string") this.lines.push(`send ${(JSON.parse(entry) as { op: number }).op}`);
			else this.lines.push(`drop ${(entry as ReadonlyArray<unknown>)[1]}`);
		}
		this.read = log.length;
	}
}

/** Features that change nothing. */
const passOn = {
	fromClient: (text: string) => text,
	bytesFromClient: (bytes: Buffer) => bytes,
	fromServer: (text: string) => text,
	bytesFromServer: (bytes: Buffer) => bytes,
	readOn: () => {},
	end: () => {},
};

function fail(): never {
	throw new Error("no socket was opened");
}
