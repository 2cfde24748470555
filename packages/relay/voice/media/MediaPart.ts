/**
 * Media's part of a carried voice session: reports who speaks, from packets that the relay receives for the client.
 * It owns the transport key, the UDP socket and the messages that they need (op 1, op 5). All end with the session.
 */

import { VoiceOpcode } from "../../../../src/protocol/voice/opcode.ts";
import type { Clock } from "../../../shared/clock.ts";
import { preferredMode, TRANSPORT_MODES, type TransportMode } from "../../../shared/rtp/TransportCipher.ts";
import type { SessionPort, SessionPart } from "../SessionPart.ts";
import type { ServerText } from "../serverMessage.ts";
import { noCounts, type MediaCounts } from "./core/counts.ts";
import type { OpenDatagrams } from "./Datagrams.ts";
import { mayHear, nextHealth, type HealthEvent } from "./health.ts";
import { refuseMediaAddress } from "./mediaAddress.ts";
import { MediaCore } from "./core/MediaCore.ts";
import { MediaFeed, type MediaNews } from "./MediaFeed.ts";
import { MediaLine } from "./MediaLine.ts";
import { ProtocolSelection } from "./ProtocolSelection.ts";
import {
	readKey,
	readLeaver,
	readMapping,
	readReady,
	silentSpeaking,
	VIDEO_OPCODE,
	type ReadyFields,
} from "./mediaMessages.ts";
import { SWEEP_MS } from "./core/SweepPace.ts";
import { Vitals, type Symptom } from "./Vitals.ts";

export interface MediaPartDeps {
	readonly clock: Clock;
	readonly openDatagrams: OpenDatagrams;
	/** Whether the operator listed the far server in `RELAY_INSECURE_ALLOW`. */
	readonly isInsecure: boolean;
	/** Reports the bytes that it keeps. */
	readonly setSize: (bytes: number) => void;
	/** Called at the end, with all counts. */
	readonly onEnd: (totals: MediaTotals) => void;
}

/** What the core counts, and datagrams above the ceiling. */
export type MediaTotals = MediaCounts & { shed: number };

/** Approximate bytes of a session's media without its sources: objects, timers, and a socket with its buffer. */
const PART_COST = 16_384;
/** Approximate bytes of a source: its window, state and mapping. */
const SOURCE_COST = 512;

const SYMPTOMS: Readonly<Record<Symptom, string>> = {
	silent: "nothing has come from the voice server for 20 seconds",
	refusing: "the voice server's port refuses packets",
	wrongKey: "most packets cannot be authenticated",
};

export class MediaPart implements SessionPart {
	private readonly core = new MediaCore();
	private readonly feed: MediaFeed;
	private news: MediaNews = { state: "opening" };
	private line: MediaLine | undefined;
	private vitals: Vitals | undefined;
	private ready: ReadyFields | undefined;
	private readonly selection: ProtocolSelection;
	private hasAddress = false;
	private hasSpoken = false;
	private sweeping: unknown;
	private shed = 0;
	private isOver = false;

	public constructor(
		private readonly port: SessionPort,
		private readonly deps: MediaPartDeps,
	) {
		this.feed = new MediaFeed(
			{
				core: this.core,
				news: () => this.news,
				canTell: () => port.canTell,
				tell: (data) => port.tell("m", data),
			},
			deps.clock,
		);
		this.selection = new ProtocolSelection((text) => port.sendText(text));
		this.account();
	}

	/** Counts so far. */
	public get totals(): MediaTotals {
		return { ...this.core.counts, shed: this.shed };
	}

	public get state(): MediaNews["state"] {
		return this.news.state;
	}

	/** Whether it holds a place for media. */
	public get holdsPlace(): boolean {
		return !this.isOver && this.news.reason !== "refused";
	}

	private readonly texts: ReadonlyMap<number, (d: unknown) => void> = new Map([
		[VoiceOpcode.Ready, (d: unknown) => this.begin(d)],
		[VoiceOpcode.SessionDescription, (d: unknown) => this.describe(d)],
		[VoiceOpcode.Speaking, (d: unknown) => this.map(VoiceOpcode.Speaking, d)],
		[VIDEO_OPCODE, (d: unknown) => this.map(VIDEO_OPCODE, d)],
		[VoiceOpcode.ClientDisconnect, (d: unknown) => this.drop(d)],
	]);

	public takeText({ op, d }: ServerText): void {
		this.texts.get(op)?.(d);
	}

	public takeFrame(): void {
		// binary frames belong to DAVE
	}

	public attach(): void {
		this.feed.attach();
	}

	public lose(): void {
		// packets still arrive: the client gets them once a socket resumes the session
	}

	public resume(): void {
		this.selection.repeat();
	}

	public readOn(): void {
		this.feed.readOn();
	}

	public end(): void {
		if (this.isOver) return;
		this.isOver = true;
		this.feed.end();
		this.hush();
		this.deps.onEnd(this.totals);
	}

	/** Ends media, but not its session. */
	public stop(event: "noPlace" | "closed", detail: string): void {
		this.move(event, detail);
	}

	private begin(d: unknown): void {
		const ready = readReady(d);
		if (ready === undefined || this.news.reason === "refused") return this.selection.selectNowhere(ready);
		this.hush();
		this.core.forget();
		this.ready = ready;
		this.hasAddress = false;
		this.hasSpoken = false;
		this.move("began");
		const { isInsecure } = this.deps;
		const refusal = refuseMediaAddress(ready, { isInsecure, peerAddress: this.port.peerAddress });
		if (refusal !== undefined) return this.giveUp("badAddress", refusal);
		const mode = preferredMode(ready.modes);
		if (mode === undefined) return this.giveUp("noMode", "the voice server offers no mode that the relay knows");
		this.core.setOwnSsrc(ready.ssrc);
		this.line = this.openLine(ready, mode);
	}

	private openLine({ ip, port, ssrc }: ReadyFields, mode: TransportMode): MediaLine {
		const { clock, openDatagrams } = this.deps;
		return new MediaLine(openDatagrams, { address: ip, port }, ssrc, clock, {
			onAddress: (own) => {
				this.hasAddress = true;
				this.selection.select(own, mode);
			},
			onUndiscovered: (fault) => {
				const error = fault === undefined ? "" : ` (${fault})`;
				this.giveUp("undiscovered", `the voice server did not answer in 5 seconds${error}`);
			},
			onDatagram: (datagram, now) => this.receive(datagram, now),
			onShed: () => (this.shed += 1),
			onAnswer: (now) => this.answered(now),
			onFault: () => this.vitals?.failed(),
			onTick: (now) => this.check(now),
		});
	}

	/** Media is unavailable, but the gateway must proceed to op 4: DAVE and the client need it. */
	private giveUp(event: HealthEvent, detail: string): void {
		this.move(event, detail);
		this.selection.selectNowhere(this.ready);
	}

	private describe(d: unknown): void {
		this.selection.answered();
		if (!this.hasAddress || !mayHear(this.news)) return;
		const fields = readKey(d);
		if (fields === undefined) return this.move("badKey", "the voice server gave no key of 32 bytes");
		const mode = TRANSPORT_MODES.find((known) => known === fields.mode);
		if (mode !== undefined) this.core.useKey(mode, fields.key, this.deps.clock.now());
		fields.key.fill(0);
		if (mode === undefined)
			return this.move("noMode", "the voice server selected a mode that the relay does not know");
		if (!this.hasSpoken && this.ready !== undefined) this.port.sendText(silentSpeaking(this.ready.ssrc));
		this.hasSpoken = true;
		this.move("ready");
	}

	private map(op: number, d: unknown): void {
		const mapping = readMapping(op, d);
		if (mapping === undefined) return;
		this.core.mapSpeaker(mapping, this.deps.clock.now());
		this.account();
		this.changed();
	}

	private drop(d: unknown): void {
		const userId = readLeaver(d);
		if (userId === undefined) return;
		this.core.dropUser(userId);
		this.changed();
	}

	private receive(datagram: Buffer, now: number): void {
		const before = this.core.counts.authenticated;
		this.core.receive(datagram, now);
		if (this.core.counts.authenticated > before) this.move("heard");
		this.changed();
	}

	private answered(now: number): void {
		this.vitals?.answered(now);
		this.move("heard");
	}

	private check(now: number): void {
		this.account();
		const { lastValidAt, counts } = this.core;
		const symptom = this.vitals?.check(now, { lastValidAt, ...counts });
		if (symptom !== undefined) this.move(symptom, SYMPTOMS[symptom]);
	}

	private account(): void {
		this.deps.setSize(PART_COST + this.core.sourceCount * SOURCE_COST);
	}

	private changed(): void {
		if (this.core.needsSweep) this.sweep();
		if (this.core.hasChanges && this.news.state === "live") this.feed.change();
	}

	private sweep(): void {
		this.sweeping ??= this.deps.clock.setTimeout(() => {
			this.sweeping = undefined;
			this.core.sweep(this.deps.clock.now());
			this.changed();
		}, SWEEP_MS);
	}

	private move(event: HealthEvent, detail?: string): void {
		const health = nextHealth(this.news, event);
		if (this.isOver || health === this.news) return;
		this.news = detail === undefined ? health : { ...health, detail };
		if (event === "ready") this.vitals = new Vitals(this.deps.clock.now(), this.core.counts);
		if (health.state !== "live") this.core.stopAll();
		if (!mayHear(health)) this.hush();
		this.feed.changeState();
	}

	/** Closes the socket and wipes the keys, in this tick. */
	private hush(): void {
		this.line?.close();
		this.line = undefined;
		this.deps.clock.clearTimeout(this.sweeping);
		this.sweeping = undefined;
		this.vitals = undefined;
		this.core.wipe();
	}
}

/** Nothing counted. */
export function noTotals(): MediaTotals {
	return { ...noCounts(), shed: 0 };
}
