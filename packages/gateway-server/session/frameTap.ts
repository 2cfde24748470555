/**
 * Shows every frame to listeners, such as the inspector. Costs nothing without listeners.
 * What is shown is a copy, cut to a size and without tokens.
 */

/** A frame. `connection` numbers sockets like events do. */
export interface GatewayFrame {
	readonly connection: number;
	/** Absent until the connection is identified or resumed. */
	readonly sessionId: string | undefined;
	readonly gateway: "voice" | "main";
	/** `in` comes from the client. */
	readonly direction: "in" | "out";
	/** Bytes on the wire. */
	readonly size: number;
	/** At most `MAX_SHOWN` characters or bytes; a token in it is replaced. */
	readonly content:
		{ readonly kind: "text"; readonly text: string } | { readonly kind: "binary"; readonly bytes: Buffer };
}

export type FrameListener = (frame: GatewayFrame, at: number) => void;

/** A frame's content: text, or the bytes of a binary frame. */
export interface PassedFrame extends Omit<GatewayFrame, "size" | "content"> {
	readonly message: string | Buffer;
}

/** Maximum number of characters or bytes shown. */
export const MAX_SHOWN = 4096;

/** A member `token` and its string, even if the text ends within it. */
const TOKEN_MEMBER = /("token"\s*:\s*)"[^"\\]*(?:\\.[^"\\]*)*"?/g;

export class FrameTap {
	private readonly listeners = new Set<FrameListener>();

	public constructor(
		private readonly now: () => number,
		private readonly log: (message: string) => void,
	) {}

	/** Whether there are listeners. */
	public get isWatched(): boolean {
		return this.listeners.size > 0;
	}

	/** Adds a listener. Returns a function that removes it; safe to call twice. */
	public subscribe(listener: FrameListener): () => void {
		this.listeners.add(listener);
		return () => void this.listeners.delete(listener);
	}

	/** Calls every listener. `passed` is only called if there are any. Never throws. */
	public emit(passed: () => PassedFrame): void {
		if (!this.isWatched) return;
		const at = this.now();
		const { message, ...place } = passed();
		const frame = { ...place, size: Buffer.byteLength(message), content: shownContent(message) };
		for (const listener of this.listeners) {
			try {
				listener(frame, at);
			} catch (error) {
				this.log(`listener for frames failed: ${String(error)}`);
			}
		}
	}
}

/** Copies the part of a message that may be shown. Never throws. */
function shownContent(message: string | Buffer): GatewayFrame["content"] {
	if (typeof message === "string") return { kind: "text", text: redactTokens(message).slice(0, MAX_SHOWN) };
	// a client may send its Identify as a binary frame; Latin-1 keeps every byte
	const bytes = Buffer.from(redactTokens(message.toString("latin1")), "latin1");
	return { kind: "binary", bytes: bytes.subarray(0, MAX_SHOWN) };
}

/** Replaces the value of each member `token`, in JSON or a part of it. Never throws. */
export function redactTokens(text: string): string {
	return withPlainNames(text).replace(TOKEN_MEMBER, '$1"[redacted]"');
}

/** Re-encodes JSON whose names may contain escapes; other text is unchanged. */
function withPlainNames(text: string): string {
	if (!text.includes("\\u")) return text;
	try {
		return JSON.stringify(JSON.parse(text));
	} catch {
		return text;
	}
}
