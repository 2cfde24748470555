/**
 * An event with encoded data, shared by all sessions with the same view. Its dispatches differ only in their number.
 * Pure.
 * Source: Discord Docs, "Gateway Event Payload Structure".
 */

import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import { encodeEtf } from "../../encoding/etf.ts";

/** Placeholder of the data at the end of a term. */
const PLACEHOLDER = null;
const PLACEHOLDER_SIZE = termOf(PLACEHOLDER).length;

export class WrittenEvent {
	/** `d` as a term without its version byte; created for the first client that needs it. */
	private term: Buffer | undefined;
	/** `d` as JSON in UTF-8; created for the second client, because most events of a single session are sent once. */
	private bytes: Buffer | undefined;
	private hasBeenSent = false;

	/** @param json `d` of the dispatch, as JSON. */
	public constructor(
		public readonly name: string,
		private readonly json: string,
	) {}

	/** Returns the dispatch with number `s` as JSON. */
	public toJson(s: number): string {
		return `${this.headOf(s)}${this.json}}`;
	}

	/** Like `toJson`, but in UTF-8 from the second client on. */
	public toText(s: number): string | Buffer {
		if (!this.hasBeenSent) {
			this.hasBeenSent = true;
			return this.toJson(s);
		}
		this.bytes ??= Buffer.from(`${this.json}}`);
		const head = this.headOf(s);
		const headSize = Buffer.byteLength(head);
		const text = Buffer.allocUnsafe(headSize + this.bytes.length);
		text.write(head);
		text.set(this.bytes, headSize);
		return text;
	}

	/** Returns the dispatch with number `s` in the External Term Format. @throws EtfError If `d` is nested deeper than 128. */
	public toEtf(s: number): Buffer {
		this.term ??= termOf(JSON.parse(this.json));
		const head = encodeEtf({ op: GatewayOpcode.Dispatch, t: this.name, s, d: PLACEHOLDER });
		return Buffer.concat([head.subarray(0, -PLACEHOLDER_SIZE), this.term]);
	}

	private headOf(s: number): string {
		return `{"op":${GatewayOpcode.Dispatch},"t":${JSON.stringify(this.name)},"s":${s},"d":`;
	}
}

function termOf(value: unknown): Buffer {
	return encodeEtf(value).subarray(1);
}
