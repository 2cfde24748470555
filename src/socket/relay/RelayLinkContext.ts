/** What a link to a relay needs, and the events that it reports. */

import { BodyForm } from "../../protocol/relay/body";
import { LinkInfo } from "../../protocol/relay/linkInfo";
import { DownRecord } from "../../protocol/relay/record";
import { Scheduler } from "../../runtime/Scheduler";
import { Cooldown } from "./Cooldown";
import { RelayHttp } from "./RelayHttp";
import { RequestBudget } from "./RequestBudget";

/** What a link needs. */
export interface RelayLinkContext {
	readonly http: RelayHttp;
	readonly scheduler: Scheduler;
	readonly random: () => number;
	readonly budget: RequestBudget;
	/** Shared by the links to one relay. */
	readonly cooldown: Cooldown;
	/** Preferred form of bodies; JSON if the relay does not support it. */
	readonly form: BodyForm;
	/** Unique for each link. */
	readonly nonce: string;
	/** Headers of the first request only: secrets that the relay fills in. */
	readonly secrets: Readonly<Record<string, string | Secret>>;
}

/** Events of a link. No handler may yield or error. */
export interface RelayLinkEvents {
	/** The relay has made the link. */
	readonly onLinked: (info: LinkInfo) => void;
	/** Each down record once, in order. */
	readonly onRecord: (record: DownRecord) => void;
	/** A request failed, and is repeated. */
	readonly onAway: (reason: string) => void;
	/** The relay answers again. */
	readonly onBack: () => void;
	/**
	 * The link has ended, and its sockets with it. Called at most once, last, and not after `close`.
	 *
	 * @param isRefused Whether the relay refuses this game server, so that no other link helps.
	 */
	readonly onEnd: (reason: string, isRefused: boolean) => void;
}
