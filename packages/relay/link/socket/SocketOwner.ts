/** What a socket of a link works with: what it is given, and whom it tells. */

import type { Clock } from "../../../shared/clock.ts";
import type { DownType } from "../../../../src/protocol/relay/recordType.ts";
import type { JsonObject } from "../../codec/record.ts";
import type { Account } from "../../memory/Account.ts";
import type { Secrets } from "../../security/secrets.ts";
import type { Connect } from "../../upstream/Upstream.ts";
import type { CreateTransformer } from "./Transformer.ts";

/** What a socket tells its link. */
export interface SocketOwner {
	/** Opens the account of what the socket keeps; it is closed with the socket. What came down is the link's. */
	readonly openAccount: () => Account;
	/** Something came. */
	readonly onDown: (type: DownType, data: string | Buffer, isLazy: boolean) => void;
	/** It ended; `e` if it never opened, else `c`. The last call. */
	readonly onEnd: (type: "e" | "c", data: JsonObject) => void;
}

export interface SocketDeps {
	readonly clock: Clock;
	readonly connect: Connect;
	readonly secrets: Secrets;
	/** Bytes that may wait to go to the far server. */
	readonly upstreamBuffer: number;
	/** For sockets that ask for it, where the relay can. */
	readonly voice?: CreateTransformer;
}
