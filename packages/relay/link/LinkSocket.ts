/**
 * One socket of a link: what its up records do, and what comes down of it. Ends exactly once.
 * Time comes from a clock, the network from `Connect`.
 */

import type { JsonObject, SocketRecord } from "../codec/record.ts";
import type { Account } from "../memory/Account.ts";
import type { Destination } from "../security/secrets.ts";
import type { Target } from "../security/target.ts";
import type { Upstream, UpstreamEnd, UpstreamListener } from "../upstream/Upstream.ts";
import { KeepAlive } from "./KeepAlive.ts";
import { OpeningQueue } from "./OpeningQueue.ts";
import { PingLog } from "./PingLog.ts";
import { RecordFault } from "./RecordFault.ts";
import { RELAY_CLOSES, RESUMABLE_CODE, type RelayCloseCode } from "./relayClose.ts";
import type { SocketDeps, SocketOwner } from "./SocketOwner.ts";
import { closeData, failureFault } from "./socketEnd.ts";
import type { TransformedSocket, Transformer } from "./Transformer.ts";
import { transformedSocket } from "./transformedSocket.ts";
import { readClose, readKeepAlive, readPing, type OpenData } from "./upData.ts";

/** Largest message that `lazy` may hold back, in bytes: answers to heartbeats are short. */
const MAX_LAZY_SIZE = 256;

export class LinkSocket {
	private state: "connecting" | "open" | "closing" | "ended" = "connecting";
	private readonly upstream: Upstream;
	private readonly destination: Destination;
	private readonly keepAlive: KeepAlive;
	private readonly pings: PingLog;
	private readonly account: Account;
	private readonly openTimer: unknown;
	private readonly transformer: Transformer | undefined;
	private readonly waiting: OpeningQueue;
	/** Bytes of what opened it, and bytes that its connection keeps. */
	private readonly openSize: number;
	private upstreamSize = 0;
	private lazy: string | undefined;
	private isPaused = false;
	/** What the client closed it with. */
	private closeCode: number | undefined;

	/** @param openNumber Of the `o` record. @throws RecordFault If a header holds a secret that may not be there. */
	public constructor(
		target: Target,
		private readonly open: OpenData,
		private readonly openNumber: number,
		private readonly deps: SocketDeps,
		private readonly owner: SocketOwner,
	) {
		this.destination = { host: target.host, port: target.port, isInsecure: target.isInsecure };
		const headers = deps.secrets.fillHeaders(open.headers, this.destination);
		this.keepAlive = new KeepAlive(deps.clock, (text, sent) => this.beat(text, sent));
		this.pings = new PingLog(deps.clock);
		this.waiting = new OpeningQueue(deps.upstreamBuffer);
		this.openSize = JSON.stringify(open).length;
		this.account = owner.openAccount();
		this.account.set(this.openSize);
		this.openTimer = deps.clock.setTimeout(() => this.openTimedOut(), open.timeoutMs);
		if (open.dave || open.media) this.transformer = deps.voice?.(this.transformed(), this.destination, open);
		this.upstream = deps.connect(target, { ...open, headers }, this.listener());
	}

	/** Whether it has opened and has not ended. */
	public get isOpen(): boolean {
		return this.state === "open" || this.state === "closing";
	}

	/** Carries out a record other than `o`. @throws RecordFault If it cannot be. */
	public perform(record: SocketRecord): void {
		if (this.state === "closing") throw new RecordFault("not_open", "socket is closing");
		switch (record.type) {
			case "t":
				return this.sendText(this.deps.secrets.fillText(record.data, this.destination));
			case "b":
				return this.sendBinary(record.data);
			case "i":
				return this.ping(readPing(record.data));
			case "k":
				return this.setKeepAlive(record.data);
			case "c":
				return this.close(record.data);
			default:
				return refuseType(record);
		}
	}

	public pause(): void {
		this.isPaused = true;
		if (this.state === "open") this.upstream.pause();
	}

	public resume(): void {
		this.isPaused = false;
		if (this.state === "open") this.upstream.resume();
		// what came at once may have had it held back again
		if (!this.isPaused) this.transformer?.readOn();
	}

	/** Ends it with its link, or for a reason of the relay's: the far side sees `farCode`, the client what the caller tells it. */
	public abandon(farCode: number, reason: string): void {
		if (this.state === "ended") return;
		this.finish("client", farCode);
		this.upstream.drop(farCode, reason);
	}

	/** Number of the `o` record, for an `e` that is about the opening. */
	public get up(): number {
		return this.openNumber;
	}

	private sendText(text: string): void {
		if (this.state === "connecting") {
			// bytes, since a string may take twice as many
			const bytes = Buffer.from(text);
			return this.whenOpen(bytes.length, () => this.sendTextNow(bytes.toString("utf8")));
		}
		this.whenOpen(0, () => this.sendTextNow(text));
	}

	private sendTextNow(text: string): void {
		const sent = this.transformer === undefined ? text : this.transformer.fromClient(text);
		if (sent !== undefined) this.upstream.sendText(sent);
	}

	private sendBinary(bytes: Buffer): void {
		const { transformer } = this;
		this.whenOpen(bytes.length, () => {
			const sent = transformer === undefined ? bytes : transformer.bytesFromClient(bytes);
			if (sent !== undefined) this.upstream.sendBinary(sent);
		});
	}

	private transformed(): TransformedSocket {
		return transformedSocket({
			upstream: () => this.upstream,
			isHeld: () => this.isPaused,
			ifOpen: (action) => {
				if (this.state === "open") this.whenOpen(0, action);
			},
			tell: (type, data) => this.owner.onDown(type, data, false),
			end: (code, reason) => this.endByRelay(code, reason),
		});
	}

	private ping(payload: Buffer): void {
		this.whenOpen(payload.length, () => {
			this.pings.sent(payload);
			this.upstream.ping(payload);
			this.count();
		});
	}

	private close(data: JsonObject): void {
		const { code, reason } = readClose(data);
		this.keepAlive.stop();
		this.count();
		if (this.state === "connecting") {
			this.fail(new RecordFault("aborted", "socket was given up before it was open"));
			this.upstream.drop(code, reason);
			return;
		}
		this.state = "closing";
		this.closeCode = code;
		// the far server's answer could not be read else
		if (this.isPaused) this.upstream.resume();
		this.upstream.close(code, reason);
	}

	private setKeepAlive(data: JsonObject): void {
		const wanted = readKeepAlive(data);
		if (wanted.kind === "stop") {
			return this.whenOpen(0, () => {
				this.keepAlive.stop();
				this.count();
			});
		}
		const { text } = wanted;
		this.deps.secrets.forbid(text, this.destination);
		this.whenOpen(Buffer.byteLength(text), () => {
			if (wanted.kind === "start") {
				this.keepAlive.start(wanted.everyMs, wanted.firstMs, text);
				this.lazy = wanted.lazy;
			} else if (this.keepAlive.isRunning) this.keepAlive.setText(text);
			this.count();
		});
	}

	/** Writes into the account what it keeps now. */
	private count(): void {
		this.account.set(this.openSize + this.waiting.size + this.upstreamSize + this.keepAlive.size + this.pings.size);
	}

	/** Does it now, or once the socket is open. Ends the socket if too much waits. */
	private whenOpen(size: number, action: () => void): void {
		const limit = this.deps.upstreamBuffer;
		if (this.state === "connecting") return this.wait(size, action);
		action();
		if (this.isOpen && this.upstream.bufferedSize > limit) {
			const reason = `more than ${limit} bytes wait to be sent (RELAY_UPSTREAM_BUFFER)`;
			this.endByRelay(RELAY_CLOSES.overflow, reason);
		}
	}

	private wait(size: number, action: () => void): void {
		try {
			this.waiting.push(size, action);
			this.count();
		} catch (error) {
			if (!(error instanceof RecordFault)) throw error;
			this.fail(error);
			this.upstream.drop(RESUMABLE_CODE, "");
		}
	}

	private beat(text: string, sent: number): void {
		this.whenOpen(Buffer.byteLength(text), () => this.upstream.sendText(text));
		if (this.state === "open") this.owner.onDown("k", JSON.stringify({ sent }), true);
	}

	private listener(): UpstreamListener {
		const ifLive =
			<Parameters extends Array<unknown>>(handle: (...parameters: Parameters) => void) =>
			(...parameters: Parameters): void => {
				if (this.state !== "ended") handle(...parameters);
			};
		return {
			onOpen: ifLive((protocol: string) => this.opened(protocol)),
			onText: ifLive((text: Buffer) => this.received(text)),
			onBinary: ifLive((bytes: Buffer) => this.receivedBytes(bytes)),
			onPing: ifLive((payload: Buffer) => this.pinged(payload)),
			onPong: ifLive((payload: Buffer) => this.ponged(payload)),
			onHeld: ifLive((size: number) => {
				this.upstreamSize = size;
				this.count();
			}),
			onEnd: ifLive((end: UpstreamEnd) => this.upstreamEnded(end)),
		};
	}

	private received(text: Buffer): void {
		const given = this.transformer?.fromServer(text.toString("utf8")) ?? text;
		if (this.isOpen) this.owner.onDown("t", given, this.isLazy(text));
	}

	private receivedBytes(bytes: Buffer): void {
		const given = this.transformer?.bytesFromServer(bytes) ?? bytes;
		if (this.isOpen) this.owner.onDown(typeof given === "string" ? "t" : "b", given, false);
	}

	private isLazy(text: Buffer): boolean {
		return this.lazy !== undefined && text.length <= MAX_LAZY_SIZE && text.includes(this.lazy);
	}

	private opened(protocol: string): void {
		this.state = "open";
		this.deps.clock.clearTimeout(this.openTimer);
		if (this.isPaused) this.upstream.pause();
		const waiting = this.waiting.take();
		this.count();
		this.owner.onDown("o", JSON.stringify({ protocol }), false);
		// the link may have ended it for lack of room, and so may any of these
		for (const action of waiting) if (this.isOpen) action();
	}

	private pinged(payload: Buffer): void {
		if (!this.open.pings) return;
		this.owner.onDown("i", JSON.stringify({ data: payload.toString("base64") }), true);
	}

	private ponged(payload: Buffer): void {
		const ms = this.pings.answered(payload);
		const data = payload.toString("base64");
		this.owner.onDown("p", JSON.stringify(ms === undefined ? { data } : { data, ms }), false);
	}

	private upstreamEnded(end: UpstreamEnd): void {
		if (end.kind === "failed") return this.fail(failureFault(end, this.destination.host));
		const { code, by } = end;
		if (by === "client") this.finish(by, this.closeCode);
		else this.finish(by === "peer" ? by : "other", code);
		this.owner.onEnd("c", closeData(end));
	}

	private openTimedOut(): void {
		this.fail(new RecordFault("open_timeout", `socket did not open in ${this.open.timeoutMs} ms`));
		this.upstream.drop(RESUMABLE_CODE, "");
	}

	private endByRelay(code: RelayCloseCode, reason: string): void {
		this.abandon(RESUMABLE_CODE, "");
		this.owner.onEnd("c", { code, reason, clean: false, by: "relay" });
	}

	/** Ends a socket that never opened. */
	private fail({ code, message, fields }: RecordFault): void {
		this.finish();
		this.owner.onEnd("e", { code, message, ends: true, up: this.openNumber, ...fields });
	}

	private finish(by: "client" | "peer" | "other" = "other", code?: number): void {
		this.state = "ended";
		this.transformer?.end(by, code);
		this.waiting.take();
		this.keepAlive.stop();
		this.account.close();
		this.deps.clock.clearTimeout(this.openTimer);
	}
}

/** The codec refuses unknown types, so this is for a type that was added to the table alone. */
function refuseType({ type }: never): never {
	throw new RecordFault("bad_record", `records of type ${String(type)} are not carried out`);
}
