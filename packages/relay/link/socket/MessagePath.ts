/** Text and binary messages of one socket, both ways, through its transformer if it has one. */

import type { Upstream } from "../../upstream/Upstream.ts";
import type { Outgoing } from "./Outgoing.ts";
import type { Transformer } from "./Transformer.ts";

export class MessagePath {
	public constructor(
		private readonly outgoing: Outgoing,
		private readonly upstream: () => Upstream,
		private readonly transformer: Transformer | undefined,
	) {}

	/** Sends a text. @param waits Whether the socket is still connecting. */
	public sendText(text: string, waits: boolean): void {
		if (!waits) return this.outgoing.run(0, () => this.transformText(text));
		// a string may take twice as many bytes
		const bytes = Buffer.from(text);
		this.outgoing.run(bytes.length, () => this.transformText(bytes.toString("utf8")));
	}

	public sendBinary(bytes: Buffer): void {
		this.outgoing.run(bytes.length, () => {
			const sent = this.transformer === undefined ? bytes : this.transformer.bytesFromClient(bytes);
			if (sent !== undefined) this.upstream().sendBinary(sent);
		});
	}

	/** @returns What goes down in place of a text of the far server. */
	public receiveText(text: Buffer): string | Buffer {
		return this.transformer?.fromServer(text.toString("utf8")) ?? text;
	}

	/** @returns What goes down in place of bytes of the far server; text is a string. */
	public receiveBinary(bytes: Buffer): string | Buffer {
		return this.transformer?.bytesFromServer(bytes) ?? bytes;
	}

	private transformText(text: string): void {
		const sent = this.transformer === undefined ? text : this.transformer.fromClient(text);
		if (sent !== undefined) this.upstream().sendText(sent);
	}
}
