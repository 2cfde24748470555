/** A gateway server in another process, controlled over the control API (packages/gateway-server/control/ControlServer.ts). Every call yields. */

import { HttpService, Workspace } from "@rbxts/services";
import { VoiceCredentials } from "../../src/protocol/voice/payload";

/** What a server is created with; see `GatewayServerOptions` in packages/gateway-server/. */
export interface ServerOptions {
	readonly heartbeatInterval?: number;
	readonly firstSequence?: number;
	readonly replaySize?: number;
	readonly replayOrder?: "before" | "after";
	readonly shards?: number;
	readonly maxConcurrency?: number;
	readonly voiceTheft?: 4014 | 4006 | "both";
	readonly sessionStartLimit?: { readonly total: number; readonly resetAfter?: number };
}

/** Counts of one session on the server. */
export interface SessionStats {
	readonly identifies: number;
	readonly resumes: number;
	readonly replayed: number;
	readonly heartbeats: number;
	readonly connections: number;
	readonly lastSequence: number;
	readonly lastSequenceAcknowledged: number;
	readonly connected: boolean;
}

/** A scripted speaker; `packages/gateway-server/control/Speakers.ts` lists its methods. */
export interface SpeakerControl {
	readonly call: (method: string, ...args: Array<defined>) => void;
	readonly leave: () => void;
}

interface Created {
	readonly id: string;
	readonly url: string;
	readonly sessions: Array<VoiceCredentials & { readonly channelId: string }>;
}

function request(method: "POST" | "DELETE", path: string, body: unknown): unknown {
	const response = HttpService.RequestAsync({
		Url: `${Workspace.GetAttribute("ControlUrl")}/v1/servers${path}`,
		Method: method,
		Headers: {
			["authorization"]: `Bearer ${Workspace.GetAttribute("ControlToken")}`,
			["content-type"]: "application/json",
		},
		Body: method === "POST" ? HttpService.JSONEncode(body) : undefined,
	});
	assert(response.Success, `control API: ${method} ${path} gave ${response.StatusCode} ${response.Body}`);
	return HttpService.JSONDecode(response.Body);
}

export class GatewayControl {
	public readonly url: string;
	public readonly credentials: VoiceCredentials;
	private readonly id: string;
	private readonly sessions: Created["sessions"];

	/** Starts a server with one voice session. */
	public constructor(options: ServerOptions) {
		// An empty table would be an empty array in JSON.
		const created = request("POST", "", { port: 0, ...options }) as Created;
		this.id = created.id;
		this.url = created.url;
		this.sessions = created.sessions;
		this.credentials = created.sessions[0];
	}

	/** Calls a method of the server; `packages/gateway-server/control/methods.ts` lists them. */
	public call(method: string, ...args: Array<defined>): unknown {
		return (request("POST", `/${this.id}/${method}`, { args }) as { result?: unknown }).result;
	}

	/**
	 * Adds a scripted user who speaks in real packets (`packages/gateway-server/scene/Speaker.ts`).
	 *
	 * @param credentials Guild, channel and user at least.
	 */
	public addSpeaker(credentials: Partial<VoiceCredentials>, name?: string): SpeakerControl {
		const path = `/${this.id}/speakers`;
		const { id } = request("POST", path, { credentials, name }) as { id: string };
		return {
			call: (method, ...args) => request("POST", `${path}/${id}/${method}`, { args }),
			leave: () => request("DELETE", `${path}/${id}`, undefined),
		};
	}

	/** Registers another voice session, as the main gateway does after op 4. */
	public newSession(sessionId: string): VoiceCredentials {
		const credentials = { ...this.sessions[0], sessionId, token: `token-of-${sessionId}` };
		this.call("registerVoiceSession", credentials);
		return credentials;
	}

	/** Calls a method of the server whose first parameter is the session. */
	public session(method: string, ...args: Array<defined>): unknown {
		return this.call(method, this.credentials.sessionId, ...args);
	}

	public stats(): SessionStats {
		return this.session("stats") as SessionStats;
	}

	/** Sends raw bytes, given as base64. */
	public sendRaw(base64: string, kind: "text" | "binary"): void {
		this.session("sendRawToSession", base64, kind);
	}

	public destroy(): void {
		request("DELETE", `/${this.id}`, undefined);
	}
}
