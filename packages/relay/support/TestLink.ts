/** A link with a fake network and a fake clock, and shorthands for tests. */

import { FakeClock } from "../../shared/support/FakeClock.ts";
import { decodeDownRecord, encodeDownRecord } from "../codec/binaryForm.ts";
import { jsonForm } from "../codec/jsonForm.ts";
import type { Answer, EncodedRecord, JsonObject, UpRecord } from "../codec/record.ts";
import { Link } from "../link/Link.ts";
import type { LinkLimits } from "../link/LinkDeps.ts";
import type { Poll } from "../link/PollSlot.ts";
import { DownRation } from "../budget/DownRation.ts";
import { TokenUsage, type TokenLimits } from "../budget/TokenUsage.ts";
import { RoomDoor } from "../link/room/RoomDoor.ts";
import { WatchBook } from "../link/room/WatchBook.ts";
import { Memory } from "../memory/Memory.ts";
import type { GoneReason } from "../link/refusal.ts";
import type { CreateTransformer } from "../link/socket/Transformer.ts";
import type { Hub } from "../room/Hub.ts";
import type { RoomKey } from "../room/RoomKey.ts";
import { USUAL_HEADERS } from "../security/headers.ts";
import { readHostPattern, type HostPattern } from "../security/hostPattern.ts";
import { USUAL_PLACES } from "../security/secretPlace.ts";
import { Secrets } from "../security/secrets.ts";
import { Grants } from "../security/Grants.ts";
import { readTarget } from "../security/target.ts";
import { FakeHub, type FakeWatch } from "./FakeHub.ts";
import { FakeUpstream } from "./FakeUpstream.ts";

export const LIMITS: LinkLimits = {
	holdMs: 20_000,
	gatherMs: 10,
	idleMs: 90_000,
	pauseMs: 30_000,
	perMin: 60,
	burst: 10,
	maxBody: 1000,
	maxSockets: 4,
	bufferRecords: 100,
	bufferBytes: 100_000,
	lastNumber: 2 ** 32 - 1,
};

export const TOKEN_LIMITS: TokenLimits = {
	links: 1e6,
	linksPerMin: 1e6,
	linksBurst: 1e6,
	opensPerMin: 1e6,
	opensBurst: 1e6,
	sockets: 1e6,
	rooms: 1e6,
	watchesPerMin: 1e6,
	watchesBurst: 1e6,
	requestsPerMin: 1e6,
	bytesPerSecond: 1e9,
	downPerSecond: 1e9,
	packedPerSecond: 1e9,
};

/** The room that {@link TestLink.watch} opens. */
export const ROOM: RoomKey = { bot: "main", guild: "7", channel: "8" };

export const URL_OF_FAR = "wss://gateway.discord.gg/?v=10";

/** A poll and its outcome. */
export interface TestPoll {
	answer: Answer | undefined;
	gone: GoneReason | undefined;
	readonly poll: Poll;
	readonly isAnswered: () => boolean;
	/** Records of the answer, as the client reads them. */
	readonly records: () => ReadonlyArray<readonly [number: number, socket: number, type: string, data: unknown]>;
}

export class TestLink {
	public readonly clock: FakeClock;
	public readonly far: Array<FakeUpstream> = [];
	public readonly ends: Array<GoneReason> = [];
	/** What the link reported to its observer: `up`, `down` or `socket`, and the details. */
	public readonly observed: Array<readonly [name: string, ...details: ReadonlyArray<unknown>]> = [];
	public readonly hub = new FakeHub();
	public readonly book = new WatchBook();
	public readonly usage: TokenUsage;
	public drained = 0;
	/** Sockets that have not ended, as the link reported. */
	public sockets = 0;
	public readonly link: Link;
	public readonly memory: Memory;
	public readonly ration: DownRation;
	private relieve: (() => void) | undefined;

	public constructor(
		limits: Partial<LinkLimits> = {},
		{ memory = 1e9, upstreamBuffer = 2000, perSecond = 1e9, rooms = 1e6 } = {},
		voice?: CreateTransformer,
		{ clock = new FakeClock(), hub }: { readonly clock?: FakeClock; readonly hub?: Hub } = {},
	) {
		this.clock = clock;
		this.ration = new DownRation(perSecond, this.clock);
		this.memory = new Memory(memory, (relieve) => (this.relieve = relieve));
		this.usage = new TokenUsage({ ...TOKEN_LIMITS, rooms }, this.clock, this.memory.token("game"));
		const hosts = [readHostPattern("gateway.discord.gg"), readHostPattern("*.discord.media")] as Array<HostPattern>;
		const rules = { hosts, ports: new Set([443]), insecure: new Set<string>() };
		const secretRules = {
			hosts: { byName: new Map(), usual: hosts.slice(0, 1) },
			places: { byName: new Map(), usual: USUAL_PLACES },
		};
		this.link = new Link({
			clock: this.clock,
			connect: (target, open, listener) => {
				const upstream = new FakeUpstream(target, open, listener);
				this.far.push(upstream);
				return upstream;
			},
			secrets: new Secrets(new Map([["bot", "top.secret"]]), secretRules),
			upstreamBuffer,
			allowedHeaders: new Set(USUAL_HEADERS),
			...(voice === undefined ? {} : { voice }),
			limits: { ...LIMITS, ...limits },
			token: this.memory.token("game"),
			ration: this.ration,
			observer: {
				onUp: (...details) => this.observed.push(["up", ...details]),
				onDown: (...details) => this.observed.push(["down", ...details]),
				onSocket: (event) => this.observed.push(["socket", event]),
			},
			takeOpen: () => {},
			rooms: new RoomDoor(
				{ hub: hub ?? this.hub, grants: new Grants([], 1), book: this.book },
				"game",
				this.usage,
			),
			onSockets: (count) => (this.sockets += count),
			admit: (url) => readTarget(url, rules),
			onEnd: (reason) => this.ends.push(reason),
			onDrained: () => (this.drained += 1),
		});
	}

	/** The far server of the last socket. */
	public get last(): FakeUpstream {
		const last = this.far.at(-1);
		if (last === undefined) throw new Error("no socket was opened");
		return last;
	}

	/** Lets the relay cut what is too much. */
	public cut(): void {
		this.relieve?.();
		this.relieve = undefined;
	}

	public up(...up: ReadonlyArray<UpRecord>): void {
		this.link.accept({ ack: 0, waitMs: undefined, up });
	}

	public ack(ack: number): void {
		this.link.accept({ ack, waitMs: undefined, up: [] });
	}

	/** Opens socket 1 with record 1. */
	public open(data: JsonObject = {}): FakeUpstream {
		this.up({ number: 1, socket: 1, type: "o", data: { url: URL_OF_FAR, ...data } });
		this.last.listener.onOpen("");
		return this.last;
	}

	/** Watches {@link ROOM} on socket 1 with record 1. */
	public watch(data: JsonObject = {}): FakeWatch {
		const { guild, channel } = ROOM;
		this.up({ number: 1, socket: 1, type: "o", data: { room: { guild, channel, ...data } } });
		this.hub.last.open();
		return this.hub.last;
	}

	/** Makes a poll, after acknowledging. */
	public poll(ack = 0, waitMs?: number, up: ReadonlyArray<UpRecord> = []): TestPoll {
		this.link.accept({ ack, waitMs, up });
		const made: TestPoll = {
			answer: undefined,
			gone: undefined,
			poll: {
				form: jsonForm,
				waitMs,
				onAnswer: (answer) => (made.answer = answer),
				onGone: (reason) => (made.gone = reason),
			},
			isAnswered: () => made.answer !== undefined,
			records: () => (made.answer?.down ?? []).map(readRecord),
		};
		this.link.poll(made.poll);
		return made;
	}

	/** Records that wait for the client, returned at once. */
	public peek(ack = 0): ReturnType<TestPoll["records"]> {
		return this.poll(ack, 0).records();
	}
}

function readRecord(record: EncodedRecord): readonly [number: number, socket: number, type: string, data: unknown] {
	const bytes = encodedBytes(record);
	const { number, socket, type, data } = decodeDownRecord(bytes);
	if (type === "b") return [number, socket, type, data.toString("base64")];
	return [number, socket, type, type === "t" ? data.toString("utf8") : JSON.parse(data.toString("utf8"))];
}

function encodedBytes(record: EncodedRecord): Buffer {
	if (Buffer.isBuffer(record)) return record;
	const { number, socket, texts } = record;
	return encodeDownRecord({
		number,
		socket,
		type: "t",
		data: `[${texts.map(({ plain }) => plain.bytes).join(",")}]`,
	});
}
