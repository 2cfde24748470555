/**
 * A socket behind a relay: turns calls of its owner into up records, and down records into events.
 * Edge: the link makes HTTP requests.
 * Source: docs/relay.md, "Records".
 */

import { field, numberField, textField } from "../protocol/field";
import { closeData, DownRecord, UpRecord } from "../protocol/relay/record";
import { DownType, UpType } from "../protocol/relay/recordType";
import { explain } from "../protocol/relay/refusal";
import { decodeBase64, encodeBase64 } from "../runtime/base64";
import { NO_CLOSE_FRAME } from "./closeCode";
import { KeepAlive, SocketAdapter, SocketCapabilities, SocketListener, VoiceCarriage } from "./SocketAdapter";

/** The link, as one socket uses it. */
export interface RelayPort {
	/** Adds an up record. @throws If it does not fit, or the queue is full. */
	readonly push: (kind: UpType, data: UpRecord["data"], isUrgent: boolean) => void;
	/** Features of the relay. */
	readonly features: () => ReadonlySet<string>;
	/** The socket has closed: its number is free. */
	readonly release: () => void;
}

const MILLISECONDS = 1000;

/** Code for a message to a socket that the remote server is closing; the close record follows. */
const NOT_OPEN = "not_open";

export class RelayAdapter implements SocketAdapter {
	public capabilities: SocketCapabilities = { binary: true, closeCode: true, headers: true };
	public protocol = "";
	private state: "connecting" | "open" | "closed" = "connecting";

	public constructor(
		private readonly port: RelayPort,
		private readonly listener: SocketListener,
		private readonly carriage: VoiceCarriage = {},
	) {}

	public send(message: string | buffer): void {
		this.push(typeIs(message, "buffer") ? "b" : "t", message, true);
	}

	public ping(data: buffer): void {
		this.push("i", { data: encodeBase64(data) }, true);
	}

	public keepAlive({ interval, delay, text, lazy }: KeepAlive): void {
		const data = {
			every_ms: interval === undefined ? undefined : math.round(interval * MILLISECONDS),
			first_ms: delay === undefined ? undefined : math.round(delay * MILLISECONDS),
			text,
			lazy,
		};
		// A new text alone can wait for the next poll.
		this.push("k", data, interval !== undefined && interval > 0);
	}

	public close(code?: number, reason?: string): void {
		if (this.state === "closed") return;
		// A link whose queue is full is about to end, and every socket with it.
		pcall(() => this.port.push("c", closeData(code, reason), true));
		this.finish(code, reason ?? "");
	}

	/** Processes a down record of this socket. Unknown types belong to later versions, and are ignored. */
	public receive(record: DownRecord): void {
		const { data } = record;
		const kind = record.type as DownType;
		switch (kind) {
			case "t":
			case "b":
				return this.listener.onMessage(data as string | buffer);
			case "o":
				return this.opened(data);
			case "c":
				return this.closed(data);
			case "e":
				return this.refused(data);
			case "p":
				return this.listener.onPong?.(bytesMember(data));
			case "i":
				return this.listener.onPing?.(bytesMember(data));
			case "k":
				return this.listener.onKeepAlive?.(numberField(data, "sent") ?? 0);
			case "d":
				return this.carriage.onDave?.(data);
			case "m":
				return this.carriage.onMedia?.(data);
			default:
				return ignoreLaterType(kind);
		}
	}

	/** The link has ended. */
	public lose(reason: string): void {
		this.finish(undefined, reason);
	}

	private opened(data: DownRecord["data"]): void {
		if (this.state !== "connecting") return;
		this.state = "open";
		this.protocol = textField(data, "protocol") ?? "";
		const features = this.port.features();
		this.capabilities = {
			...this.capabilities,
			ping: features.has("ping"),
			keepAlive: features.has("keepalive"),
			dave: this.carriage.onDave !== undefined && features.has("dave"),
			media: this.carriage.onMedia !== undefined && features.has("media"),
		};
		this.listener.onOpen();
	}

	private closed(data: DownRecord["data"]): void {
		const code = numberField(data, "code");
		const reason = textField(data, "reason") ?? "";
		const by = textField(data, "by");
		const said = by === "relay" ? `relay: ${reason}` : reason;
		if (code === undefined || code === NO_CLOSE_FRAME)
			this.finish(undefined, said === "" ? "the connection was lost" : said);
		else this.finish(code, said);
	}

	/** The relay refused a record. A message that is not delivered ends the socket, since its owner relies on every one. */
	private refused(data: DownRecord["data"]): void {
		const code = textField(data, "code") ?? "error";
		if (code === NOT_OPEN && field(data, "ends") !== true) return;
		const reason = `relay: ${explain(code, field(data, "message"))}`;
		if (field(data, "ends") === true) this.finish(undefined, reason);
		else {
			pcall(() => this.port.push("c", {}, true));
			this.finish(undefined, reason);
		}
	}

	private push(kind: UpType, data: UpRecord["data"], isUrgent: boolean): void {
		assert(this.state === "open", "the socket is not open");
		this.port.push(kind, data, isUrgent);
	}

	private finish(code: number | undefined, reason: string): void {
		if (this.state === "closed") return;
		this.state = "closed";
		this.port.release();
		this.listener.onClose(code, reason);
	}
}

/** Returns the payload of a ping or pong; empty if it is not base64. */
function bytesMember(data: DownRecord["data"]): buffer {
	const [ok, bytes] = pcall(decodeBase64, textField(data, "data") ?? "");
	return ok ? bytes : buffer.create(0);
}

/** A relay of a later version may send more types. A type of this version needs its own case to compile. */
function ignoreLaterType(_kind: never): void {}
