/**
 * One socket of a link: processes its up records and produces its down records. Ends exactly once.
 * Time comes from a clock, the network from `Connect`.
 */

import type { JsonObject, SocketRecord } from "../../codec/record.ts";
import type { Account } from "../../memory/Account.ts";
import type { Destination } from "../../security/secrets.ts";
import type { Target } from "../../security/target.ts";
import type { Upstream, UpstreamEnd, UpstreamListener } from "../../upstream/Upstream.ts";
import { KeepAlive } from "./KeepAlive.ts";
import type { LinkedSocket } from "./LinkedSocket.ts";
import { listenWhile } from "./listenWhile.ts";
import { MessagePath } from "./MessagePath.ts";
import { Outgoing } from "./Outgoing.ts";
import { PingLog } from "./PingLog.ts";
import { RecordFault } from "../RecordFault.ts";
import { RELAY_CLOSES, RESUMABLE_CODE, type RelayCloseCode } from "../relayClose.ts";
import type { SocketDeps, SocketOwner } from "./SocketOwner.ts";
import { closeData, failureFault } from "./socketEnd.ts";
import type { TransformedSocket, Transformer } from "./Transformer.ts";
import { transformedSocket } from "./transformedSocket.ts";
import { readClose, readKeepAlive, readPing, type OpenData } from "./upData.ts";

export class LinkSocket implements LinkedSocket {
	public readonly queues = true;
	private state: "connecting" | "open" | "closing" | "ended" = "connecting";
	private readonly upstream: Upstream;
	private readonly destination: Destination;
	private readonly keepAlive: KeepAlive;
	private readonly pings: PingLog;
	private readonly account: Account;
	private readonly openTimer: unknown;
	private readonly transformer: Transformer | undefined;
	private readonly outgoing: Outgoing;
	private readonly messages: MessagePath;
	/** Bytes of its `o` data, and bytes that its connection keeps. */
	private readonly openSize: number;
	private upstreamSize = 0;
	private isPaused = false;
	/** Close code from the client. */
	private closeCode: number | undefined;

	/** @param openNumber Number of the `o` record. @throws RecordFault If a header holds a secret that is not allowed there. */
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
		this.outgoing = this.createOutgoing();
		this.openSize = JSON.stringify(open).length;
		this.account = owner.openAccount();
		this.account.set(this.openSize);
		this.openTimer = deps.clock.setTimeout(() => this.openTimedOut(), open.timeoutMs);
		if (open.dave || open.media) this.transformer = deps.voice?.(this.transformed(), this.destination, open);
		this.messages = new MessagePath(this.outgoing, () => this.upstream, this.transformer);
		this.upstream = deps.connect(
			target,
			{ ...open, headers },
			listenWhile(() => this.state !== "ended", this.listener()),
		);
	}

	public get isOpen(): boolean {
		return this.state === "open" || this.state === "closing";
	}

	public perform(record: SocketRecord): void {
		if (this.state === "closing") throw new RecordFault("not_open", "socket is closing");
		switch (record.type) {
			case "t":
				return this.sendText(record.data);
			case "b":
				return this.messages.sendBinary(record.data);
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
		// messages that arrive at once may have paused it again
		if (!this.isPaused) this.transformer?.readOn();
	}

	public abandon(farCode: number, reason: string): void {
		if (this.state === "ended") return;
		this.finish("client", farCode);
		this.upstream.drop(farCode, reason);
	}

	public get up(): number {
		return this.openNumber;
	}

	private sendText(text: string): void {
		const filled = this.deps.secrets.fillText(text, this.destination);
		this.messages.sendText(filled, this.state === "connecting");
	}

	private transformed(): TransformedSocket {
		return transformedSocket({
			upstream: () => this.upstream,
			isHeld: () => this.isPaused,
			ifOpen: (action) => {
				if (this.state === "open") this.outgoing.run(0, action);
			},
			tell: (type, data) => this.owner.onDown(type, data, false),
			end: (code, reason) => this.endByRelay(code, reason),
		});
	}

	private ping(payload: Buffer): void {
		this.outgoing.run(payload.length, () => {
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
		// the far server's answer has to be read
		if (this.isPaused) this.upstream.resume();
		this.upstream.close(code, reason);
	}

	private setKeepAlive(data: JsonObject): void {
		const wanted = readKeepAlive(data);
		if (wanted.kind === "stop") {
			return this.outgoing.run(0, () => {
				this.keepAlive.stop();
				this.count();
			});
		}
		const { text } = wanted;
		this.deps.secrets.forbid(text, this.destination);
		this.outgoing.run(Buffer.byteLength(text), () => {
			if (wanted.kind === "start") this.keepAlive.start(wanted);
			else this.keepAlive.setText(text);
			this.count();
		});
	}

	/** Updates the account with the bytes that it keeps now. */
	private count(): void {
		this.account.set(
			this.openSize + this.outgoing.size + this.upstreamSize + this.keepAlive.size + this.pings.size,
		);
	}

	private createOutgoing(): Outgoing {
		return new Outgoing(this.deps.upstreamBuffer, {
			isConnecting: () => this.state === "connecting",
			isOpen: () => this.isOpen,
			bufferedSize: () => this.upstream.bufferedSize,
			onSize: () => this.count(),
			onFault: (fault) => {
				this.fail(fault);
				this.upstream.drop(RESUMABLE_CODE, "");
			},
			onOverflow: (reason) => this.endByRelay(RELAY_CLOSES.overflow, reason),
		});
	}

	private beat(text: string, sent: number): void {
		this.outgoing.run(Buffer.byteLength(text), () => this.upstream.sendText(text));
		if (this.state === "open") this.owner.onDown("k", JSON.stringify({ sent }), true);
	}

	private listener(): UpstreamListener {
		return {
			onOpen: (protocol) => this.opened(protocol),
			onText: (text) => this.received(text),
			onBinary: (bytes) => this.receivedBytes(bytes),
			onPing: (payload) => this.pinged(payload),
			onPong: (payload) => this.ponged(payload),
			onHeld: (size) => {
				this.upstreamSize = size;
				this.count();
			},
			onEnd: (end) => this.upstreamEnded(end),
		};
	}

	private received(text: Buffer): void {
		const given = this.messages.receiveText(text);
		if (this.isOpen) this.owner.onDown("t", given, this.keepAlive.isAnswer(text));
	}

	private receivedBytes(bytes: Buffer): void {
		const given = this.messages.receiveBinary(bytes);
		if (this.isOpen) this.owner.onDown(typeof given === "string" ? "t" : "b", given, false);
	}

	private opened(protocol: string): void {
		this.state = "open";
		this.deps.clock.clearTimeout(this.openTimer);
		if (this.isPaused) this.upstream.pause();
		this.owner.onDown("o", JSON.stringify({ protocol }), false);
		// the link may have ended the socket for lack of room
		this.outgoing.release();
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
		this.outgoing.clear();
		this.keepAlive.stop();
		this.account.close();
		this.deps.clock.clearTimeout(this.openTimer);
	}
}

/** Unreachable while the codec refuses unknown types. */
function refuseType({ type }: never): never {
	throw new RecordFault("bad_record", `records of type ${String(type)} are not carried out`);
}
