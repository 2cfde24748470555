/** DAVE's part of a carried voice session: feeds its engine, and sends the engine's answers. */

import { VoiceOpcode } from "../../../../src/protocol/voice/opcode.ts";
import type { Timers } from "../../../shared/clock.ts";
import { RELAY_CLOSES } from "../../link/relayClose.ts";
import type { ServerFrame, ServerText } from "../serverMessage.ts";
import type { SessionPort, SessionPart } from "../SessionPart.ts";
import { daveFieldsOf } from "./daveFields.ts";
import type { Engine, OpenEngine } from "./Engine.ts";
import type { DaveEvent, DaveIdentity, DaveOutput, Encryption } from "./messages.ts";
import { REJOIN_TIMEOUT, type RejoinNews } from "./Rejoin.ts";

/** JSON messages that its engine needs. */
const DAVE_TEXTS: ReadonlySet<number> = new Set([
	VoiceOpcode.SessionDescription,
	VoiceOpcode.ClientsConnect,
	VoiceOpcode.ClientDisconnect,
	VoiceOpcode.DavePrepareTransition,
	VoiceOpcode.DaveExecuteTransition,
	VoiceOpcode.DavePrepareEpoch,
]);

export class DavePart implements SessionPart {
	private readonly engine: Engine;
	private encryption: Encryption = { state: "none" };
	/** Events that the engine got, and those that it has answered: it may be behind. */
	private given = 0;
	private answered = 0;
	/** First event whose answer belongs to the current socket. */
	private liveFrom = 0;
	/** Fires when the time to rejoin the group is over. */
	private rejoin: unknown;

	/** @param onRejoin Called when the session leaves its group, rejoins it, or fails to. */
	public constructor(
		identity: DaveIdentity,
		openEngine: OpenEngine,
		private readonly port: SessionPort,
		private readonly timers: Timers,
		private readonly onRejoin: (news: RejoinNews) => void,
	) {
		this.engine = openEngine(identity, {
			onOutput: (output) => this.put(output),
			onLost: () => this.fail("encryption of this session was lost"),
		});
	}

	public takeText({ op, d }: ServerText): void {
		if (DAVE_TEXTS.has(op)) this.give({ kind: "json", op, d: daveFieldsOf(d) });
	}

	public takeFrame({ op, payload }: ServerFrame): void {
		this.give({ kind: "binary", op, payload });
	}

	public attach(): void {
		this.port.tell("d", { ...this.encryption });
	}

	public lose(): void {
		this.timers.clearTimeout(this.rejoin);
		this.give({ kind: "lost" });
	}

	public resume(): void {
		this.liveFrom = this.given + 1;
		this.give({ kind: "resumed" });
	}

	public readOn(): void {
		// records are rare and are sent at once
	}

	public end(): void {
		this.timers.clearTimeout(this.rejoin);
		this.engine.end();
	}

	private give(event: DaveEvent): void {
		this.given += 1;
		this.engine.take(event);
	}

	private put({ up, encryption, rejoin }: DaveOutput): void {
		this.answered += 1;
		// an answer to a lost socket is sent again after the Resume, if it still matters
		const isCurrent = this.port.isLive && this.answered >= this.liveFrom;
		if (isCurrent) for (const message of up) this.send(message);
		if (encryption !== undefined) {
			this.encryption = encryption;
			this.port.tell("d", { ...encryption });
		}
		if (rejoin !== undefined && isCurrent) this.follow(rejoin);
	}

	private follow(rejoin: RejoinNews): void {
		this.onRejoin(rejoin);
		if (rejoin === "failed") return this.fail("this session did not get into the encrypted group again");
		this.timers.clearTimeout(this.rejoin);
		if (rejoin !== "begun") return;
		this.rejoin = this.timers.setTimeout(() => this.give({ kind: "overdue" }), REJOIN_TIMEOUT);
	}

	private send(message: string | Uint8Array): void {
		if (typeof message === "string") this.port.sendText(message);
		else this.port.sendBinary(Buffer.from(message));
	}

	/** The session cannot continue, although its socket could. */
	private fail(reason: string): void {
		this.port.cut(RELAY_CLOSES.sessionUnknown, reason);
	}
}
