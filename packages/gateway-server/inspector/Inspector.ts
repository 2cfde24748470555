/**
 * A web page that shows the activity of a gateway server and controls it.
 * Edge: the network, loopback only; see `guard.ts`.
 *
 *     GET  /inspector                   the page; its files are below this path
 *     GET  /inspector/events            server-sent events: `controls` once, `snapshot`, `entry`, `skipped`
 *     POST /inspector/actions/{name}    { sessionId, args: [...] } -> { result }      names: see controls.ts
 */

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Arguments } from "../control/Arguments.ts";
import { readBody } from "../control/body.ts";
import { ControlError } from "../control/ControlError.ts";
import type { GatewayEvent } from "../events.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { GatewayPacket } from "../media/PacketTap.ts";
import { HttpHost } from "../http/HttpHost.ts";
import { readAsset, readPage } from "./assets.ts";
import type { ControlDescription, ControlTarget } from "./Control.ts";
import { CONTROL_DESCRIPTIONS, CONTROLS } from "./controls.ts";
import { EventStream } from "./EventStream.ts";
import { actionComplaint, readComplaint } from "./guard.ts";
import { History } from "./History.ts";
import { Recorder, type InspectorEntry } from "./Recorder.ts";
import { takeSnapshot } from "./snapshot.ts";
import { SpeakingLanes } from "./SpeakingLanes.ts";

export interface InspectorOptions {
	/** Entries kept for pages opened later. @default 1000 */
	readonly historySize?: number;
	/** Milliseconds between state updates. @default 200 */
	readonly refresh?: number;
	/** Milliseconds between pings of connected sessions while a page is open, for the plot; 0 for none. @default 0 */
	readonly pingInterval?: number;
	/** Maximum number of open pages. @default 16 */
	readonly pageLimit?: number;
	/** Called with a line for each internal fault of the inspector. @default none */
	readonly logger?: (message: string) => void;
}

const LOOPBACK = "127.0.0.1";

/** Maximum size of an action's body in bytes. */
const BODY_LIMIT = 2 ** 16;

const ACTION_ROUTE = /^\/inspector\/actions\/(?<name>\w+)$/;

/** Sent with every response. They block foreign content and framing by other pages. */
const HEADERS = {
	"content-security-policy":
		"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; " +
		"require-trusted-types-for 'script'",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cache-control": "no-store",
	"cross-origin-resource-policy": "same-origin",
};

export class Inspector {
	private readonly options: Required<InspectorOptions>;
	/** Embedded in the page, so that no other page can act. */
	private readonly token = randomUUID();
	/** Lets a page detect that the inspector has restarted. */
	private readonly start = randomUUID();
	private readonly host: HttpHost;
	private readonly history: History<InspectorEntry>;
	private readonly recorder: Recorder;
	private readonly lanes = new SpeakingLanes();
	private readonly streams = new Set<EventStream<InspectorEntry>>();
	private detach = (): void => {};
	private timers: ReadonlyArray<NodeJS.Timeout> = [];
	private lastSnapshot = "";
	private serverUrl = "";

	public constructor(
		private readonly server: GatewayServer,
		options: InspectorOptions = {},
	) {
		const defaults = { historySize: 1000, refresh: 200, pingInterval: 0, pageLimit: 16, logger: () => {} };
		this.options = { ...defaults, ...options };
		this.history = new History(this.options.historySize);
		this.recorder = new Recorder(
			(entry) => this.history.push(entry),
			() => performance.now(),
		);
		this.host = new HttpHost((request, response) => void this.answer(request, response));
	}

	/** URL of the page. @throws If the inspector is not listening. */
	public get url(): string {
		return `http://${this.host.endpoint}/inspector`;
	}

	/** Starts listening to the server and on the port; 0 picks a free one. @throws If the port is taken. */
	public async listen(port = 0): Promise<void> {
		await this.host.listen(port, LOOPBACK);
		const { recorder, server } = this;
		const leaves = [
			server.onEvent(recorder.hearEvent),
			server.onFrame(recorder.hearFrame),
			server.onEvent((event) => this.hearMapping(event)),
			server.onPacket((packet) => this.hearPacket(packet)),
		];
		this.detach = () => leaves.forEach((leave) => leave());
		const every = (milliseconds: number, action: () => void) => setInterval(action, milliseconds).unref();
		this.timers = [every(this.options.refresh, () => this.refresh())];
		const { pingInterval } = this.options;
		if (pingInterval > 0) this.timers = [...this.timers, every(pingInterval, () => this.pingAll())];
	}

	/** Stops observing the server and ends all page streams. Safe to call twice. */
	public async close(): Promise<void> {
		this.detach();
		this.timers.forEach((timer) => clearInterval(timer));
		await this.host.destroy();
	}

	private hearPacket({ channelId, userId, ssrc, size, kind, dropped }: GatewayPacket): void {
		if (channelId === undefined || userId === undefined || ssrc === undefined || dropped !== undefined) return;
		const laneKind = kind === "speech" || kind === "silence" ? kind : "other";
		this.lanes.hearPacket({ channelId, userId, ssrc, size, kind: laneKind }, performance.now());
	}

	private hearMapping(event: GatewayEvent): void {
		if (event.kind !== "mapped") return;
		const { sessionId, userId, ssrc } = event;
		this.lanes.hearMapping({ channelId: this.server.channelIdOf(sessionId), userId, ssrc }, performance.now());
	}

	/** Never throws: every fault becomes a response. */
	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		response.on("error", () => {}); // the page is gone
		for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
		try {
			const path = (request.url ?? "").replace(/\?.*$/s, "");
			const complaint = readComplaint({ address: request.socket.remoteAddress, headers: request.headers });
			if (complaint !== undefined) return respond(response, 403, { error: { message: complaint } });
			const name = ACTION_ROUTE.exec(path)?.groups?.["name"];
			if (name !== undefined && request.method === "POST") return await this.act(name, request, response);
			if (request.method !== "GET")
				return respond(response, 405, { error: { message: "only GET is allowed here" } });
			if (path === "/inspector/events") return this.open(request, response);
			await this.serve(path, response);
		} catch (error) {
			this.refuse(response, error);
		}
	}

	private refuse(response: ServerResponse, error: unknown): void {
		if (error instanceof ControlError || error instanceof RangeError) {
			const status = error instanceof ControlError ? error.status : 400;
			return respond(response, status, { error: { message: error.message } });
		}
		this.options.logger(`inspector request failed: ${String(error)}`);
		if (response.headersSent) response.destroy();
		else respond(response, 500, { error: { message: "internal error" } });
	}

	private async serve(path: string, response: ServerResponse): Promise<void> {
		if (path === "/" || path === "/inspector/") {
			return void response.writeHead(302, { location: "/inspector" }).end();
		}
		if (path === "/inspector") {
			const page = await readPage(this.token);
			return void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
		}
		const asset = await readAsset(path);
		if (asset === undefined) return respond(response, 404, { error: { message: "no such page" } });
		response.writeHead(200, { "content-type": asset.type }).end(asset.body);
	}

	private async act(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const asker = { address: request.socket.remoteAddress, headers: request.headers };
		const complaint = actionComplaint(asker, this.token);
		if (complaint !== undefined) return respond(response, 403, { error: { message: complaint } });
		const { sessionId = "", args = [] } = (await readBody(request, BODY_LIMIT)) as Record<string, unknown>;
		const control = CONTROLS.find((candidate) => candidate.name === name);
		if (control === undefined) throw new ControlError("not_found", `no such action: ${name}`);
		if (typeof sessionId !== "string") throw new ControlError("bad_request", "sessionId must be a string");
		if (control.scope === "session") this.checkTarget(control, sessionId);
		if (name === "pingSession") this.recorder.pinging(sessionId);
		const result = (await control.perform(this.server, sessionId, new Arguments(args))) ?? null;
		this.refresh();
		respond(response, 200, { result });
	}

	/** @throws ControlError If the session does not exist or belongs to the wrong gateway. */
	private checkTarget({ label, targets }: ControlDescription, sessionId: string): void {
		const target = this.targetOf(sessionId);
		if (target === undefined) throw new ControlError("not_found", "session is not registered");
		if (targets.includes(target)) return;
		throw new ControlError("bad_request", `"${label}" is for ${targets.join(" and ")}, not for ${target}`);
	}

	private targetOf(sessionId: string): ControlTarget | undefined {
		if (sessionId === this.server.botUser.id) return "bot";
		if (this.server.mainSessionIds.includes(sessionId)) return "main";
		return this.server.voiceSessionIds.includes(sessionId) ? "voice" : undefined;
	}

	private open(request: IncomingMessage, response: ServerResponse): void {
		if (this.streams.size >= this.options.pageLimit) {
			return respond(response, 503, { error: { message: `at most ${this.options.pageLimit} pages at a time` } });
		}
		const stream = new EventStream(response, this.history, Number(request.headers["last-event-id"] ?? 0));
		this.streams.add(stream);
		response.on("close", () => this.streams.delete(stream));
		stream.sendState("controls", { start: this.start, controls: CONTROL_DESCRIPTIONS });
		stream.sendState("snapshot", this.takeSnapshot());
	}

	/** Sends changes to every page. */
	private refresh(): void {
		if (this.streams.size === 0) return;
		const snapshot = this.takeSnapshot();
		const text = JSON.stringify(snapshot);
		for (const stream of this.streams) {
			if (text === this.lastSnapshot) stream.flush();
			else stream.sendState("snapshot", snapshot);
		}
		this.lastSnapshot = text;
	}

	private takeSnapshot() {
		try {
			this.serverUrl = this.server.url;
		} catch {
			// the server is restarting, on the same port
		}
		const at = performance.now();
		return takeSnapshot(this.server, { url: this.serverUrl, channels: this.lanes.channels(at), at });
	}

	private pingAll(): void {
		if (this.streams.size === 0) return;
		for (const { id, stats } of this.takeSnapshot().sessions) {
			if (!stats.connected) continue;
			this.recorder.pinging(id);
			this.server.pingSession(id);
		}
	}
}

function respond(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
