/** Dependencies of a socket of a link, and its owner. */

import type { Clock } from "../../../shared/clock.ts";
import type { DownType } from "../../../../src/protocol/relay/recordType.ts";
import type { JsonObject } from "../../codec/record.ts";
import type { Account } from "../../memory/Account.ts";
import type { Secrets } from "../../security/secrets.ts";
import type { Connect } from "../../upstream/Upstream.ts";
import type { CreateTransformer } from "./Transformer.ts";

/** Owner of a socket: its link. */
export interface SocketOwner {
	/** Opens the account of the socket, which closes with it. Down records count for the link. */
	readonly openAccount: () => Account;
	/** Something came. */
	readonly onDown: (type: DownType, data: string | Buffer, isLazy: boolean) => void;
	/** Called last, when the socket ends: with `e` if it never opened, else with `c`. */
	readonly onEnd: (type: "e" | "c", data: JsonObject) => void;
}

export interface SocketDeps {
	readonly clock: Clock;
	readonly connect: Connect;
	readonly secrets: Secrets;
	/** Bytes that may wait to go to the far server. */
	readonly upstreamBuffer: number;
	/** For sockets that ask for it, if the relay offers it. */
	readonly voice?: CreateTransformer;
}
