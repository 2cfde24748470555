/** Logs refused requests: at most one line per cause and minute, with the number of suppressed refusals. */

import type { Logger } from "pino";
import type { Clock } from "../../shared/clock.ts";
import type { RefusalCode } from "../../../src/protocol/relay/faultCode.ts";
import type { Refusal } from "../link/refusal.ts";

/** Refusals that an operator can fix: settings, tokens, limits, Discord. The others are client mistakes. */
const LOGGED: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
	"unauthorized",
	"place_not_allowed",
	"secret_not_allowed",
	"rate_limited",
	"discord_rate_limited",
	"discord_status",
	"discord_unreachable",
	"discord_timeout",
	"overloaded",
]);

/** Milliseconds between two lines of a cause. */
const INTERVAL = 60_000;
/** Distinct causes at a time. Clients control part of a cause. */
const MAX_CAUSES = 64;

/** Fields of a line. A token appears only by name. */
interface Cause {
	readonly status: number;
	readonly code: RefusalCode;
	readonly reason: string;
	/** Name of the token. */
	readonly owner: string | undefined;
}

export class RefusalLog {
	/** Refusals since the last line, by cause. */
	private readonly suppressed = new Map<string, number>();

	public constructor(
		private readonly log: Logger,
		private readonly clock: Clock,
	) {}

	/** @param owner Name of the token that the request came with; "" or `undefined` for none. */
	public note({ code, status, message }: Refusal, owner: string | undefined): void {
		if (!LOGGED.has(code)) return;
		const name = owner === "" ? undefined : owner;
		const cause: Cause = { status, code, reason: message, owner: name };
		const key = JSON.stringify(cause);
		if (this.suppressed.has(key) || this.suppressed.size < MAX_CAUSES) this.count(key, cause);
		else this.count(code, { ...cause, reason: "further causes", owner: undefined });
	}

	private count(key: string, cause: Cause): void {
		const before = this.suppressed.get(key);
		this.suppressed.set(key, before === undefined ? 0 : before + 1);
		if (before === undefined) this.write(key, cause, 0);
	}

	private write(key: string, cause: Cause, suppressed: number): void {
		this.log.warn(suppressed === 0 ? cause : { ...cause, suppressed }, "request refused");
		this.clock.setTimeout(() => this.settle(key, cause), INTERVAL);
	}

	/** A minute after a line: writes the next line if refusals were suppressed, else forgets the cause. */
	private settle(key: string, cause: Cause): void {
		const suppressed = this.suppressed.get(key) ?? 0;
		if (suppressed === 0) return void this.suppressed.delete(key);
		this.suppressed.set(key, 0);
		this.write(key, cause, suppressed);
	}
}
