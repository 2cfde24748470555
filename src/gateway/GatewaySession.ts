/**
 * The session of a main gateway connection: what a new socket needs to resume it, or to begin another.
 * Source: Discord Docs, "Gateway" (v10): "Identifying", "Resuming".
 */

import { GatewayCommand, identifyPayload, resumePayload } from "../protocol/gateway/command";
import { GatewayReady } from "../protocol/gateway/serverBody";
import { isGatewayDomain } from "../protocol/gateway/url";
import { Logger } from "../runtime/Logger";
import { identifyOptionsOf, WebsocketClient, wireTokenOf } from "./WebsocketClient";

export class GatewaySession {
	/** ID of the session, if any. */
	public id?: string;
	/** Sequence of the last dispatch; undefined before the first. */
	public sequence?: number;
	/** Where to resume, if READY said so. */
	public resumeDomain?: string;
	/** ID of the bot's user; undefined before the first READY. */
	public userId?: string;

	public constructor(
		private readonly client: WebsocketClient,
		private readonly log: Logger,
	) {}

	/** Holds the session `id`; with an empty ID, none. */
	public hold(id: string, sequence = this.sequence): void {
		const hasSession = id !== "";
		this.id = hasSession ? id : undefined;
		this.sequence = hasSession ? sequence : undefined;
		if (!hasSession) this.resumeDomain = undefined;
	}

	/** Whether a socket can resume it, if the server still has it. */
	public isResumable(): boolean {
		return this.id !== undefined && this.sequence !== undefined;
	}

	/** Holds the session that READY names. */
	public enter(ready: GatewayReady): void {
		this.hold(ready.session_id);
		if (ready.session_id === "") this.log.warn("READY has no session ID, so the session cannot be resumed");
		if (ready.user === undefined) this.log.warn("READY has no user ID");
		const { resume_gateway_url: resumeUrl } = ready;
		this.resumeDomain = resumeUrl !== undefined && isGatewayDomain(resumeUrl) ? resumeUrl : undefined;
		this.userId = ready.user?.id ?? this.userId;
	}

	/** The message that begins a session. */
	public identify(): GatewayCommand {
		return identifyPayload(identifyOptionsOf(this.client));
	}

	/** The message that resumes the session. @throws If it is not resumable. */
	public resume(): GatewayCommand {
		assert(this.id !== undefined && this.sequence !== undefined, "cannot resume: there is no session");
		return resumePayload(wireTokenOf(this.client), this.id, this.sequence);
	}
}
