/** What a link to a relay stands on, and whom it tells. */

import { BodyForm } from "../../protocol/relay/body";
import { LinkInfo } from "../../protocol/relay/linkInfo";
import { DownRecord } from "../../protocol/relay/record";
import { Scheduler } from "../../runtime/Scheduler";
import { Cooldown } from "./Cooldown";
import { RelayHttp } from "./RelayHttp";
import { RequestBudget } from "./RequestBudget";

/** What a link stands on. */
export interface RelayLinkContext {
	readonly http: RelayHttp;
	readonly scheduler: Scheduler;
	readonly random: () => number;
	readonly budget: RequestBudget;
	/** Shared by the links to one relay. */
	readonly cooldown: Cooldown;
	/** Form of bodies, as far as the relay has it. */
	readonly form: BodyForm;
	/** Unlike that of any other link. */
	readonly nonce: string;
	/** Headers of the first request alone: secrets that the relay fills in. */
	readonly secrets: Readonly<Record<string, string | Secret>>;
}

/** What the owner hears. No member may yield or error. */
export interface RelayLinkEvents {
	/** The relay has made the link. */
	readonly onLinked: (info: LinkInfo) => void;
	/** Each down record once, in order. */
	readonly onRecord: (record: DownRecord) => void;
	/** A request failed, and is being repeated. */
	readonly onAway: (reason: string) => void;
	/** The relay answers again. */
	readonly onBack: () => void;
	/** Once, and last: the link is no more, nor are its sockets. Not called after `close`. */
	readonly onEnd: (reason: string) => void;
}
