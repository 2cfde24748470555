/** Events of a link, for the log and for metrics. */

import type { DownType } from "../../../src/protocol/relay/recordType.ts";
import type { JsonObject } from "../codec/record.ts";
import type { RoomKey } from "../room/RoomKey.ts";

export interface LinkObserver {
	readonly onUp: (type: string, size: number) => void;
	readonly onDown: (type: DownType, size: number) => void;
	readonly onSocket: (event: SocketEvent) => void;
}

export type SocketEvent =
	| { readonly kind: "opening"; readonly socket: number; readonly host: string }
	/** A room instead of a far server. */
	| { readonly kind: "watching"; readonly socket: number; readonly room: RoomKey }
	| { readonly kind: "open"; readonly socket: number }
	| { readonly kind: "ended"; readonly socket: number; readonly type: "e" | "c"; readonly data: JsonObject };
