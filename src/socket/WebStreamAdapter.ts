/**
 * A socket over Roblox's WebStreamClient, which exists only in Studio and in this package's headless host.
 * Edge: HttpService. The engine neither reports nor sends close codes, sends only text, and fires Error before Closed.
 * Source: Roblox Creator Docs, "WebStreamClient" and "HttpService:CreateWebStreamClient".
 */

import { HttpService } from "@rbxts/services";
import { chosenProtocol, handshakeHeaders } from "./handshake";
import { SocketAdapter, SocketCapabilities, SocketListener, SocketOptions } from "./SocketAdapter";

const CAPABILITIES: SocketCapabilities = { binary: false, closeCode: false, headers: true };

/** Texts of the engine when it cannot create a socket, and what they mean for the user. */
const CREATE_FAULTS: ReadonlyArray<readonly [pattern: string, meaning: string]> = [
	[
		"Too many WebStreamClients",
		"too many WebStreamClients are open in this Studio (4 to 6, plugins included): close one before opening another",
	],
	[
		"not enabled",
		"this place has no WebStreamClient: it exists in Studio only, a live server reaches a WebSocket through a relay",
	],
];

function explainCreateFault(reason: string): string {
	for (const [pattern, meaning] of CREATE_FAULTS) {
		if (reason.find(pattern, 1, true)[0] !== undefined) return `${meaning} (${reason})`;
	}
	return reason;
}

/** See {@link SocketAdapter}. Created by {@link openWebStream}. */
class WebStreamAdapter implements SocketAdapter {
	public readonly capabilities = CAPABILITIES;
	public protocol = "";
	private readonly connections: Array<RBXScriptConnection>;
	private isClosed = false;

	public constructor(
		private readonly client: WebStreamClient,
		private readonly listener: SocketListener,
		protocols: ReadonlyArray<string> | undefined,
	) {
		this.connections = [
			client.Opened.Connect((_status, headers) => {
				this.protocol = chosenProtocol(headers, protocols);
				listener.onOpen();
			}),
			client.MessageReceived.Connect((message) => listener.onMessage(message)),
			// The status is an HTTP status or a number of the engine, never a close code.
			client.Error.Connect((status, message) => this.finish(undefined, `${message} (status ${status})`)),
			client.Closed.Connect(() => this.finish(undefined, "")),
		];
	}

	public send(message: string | buffer): void {
		assert(!this.isClosed, "cannot send: the socket is closed");
		assert(typeIs(message, "string"), "cannot send binary: WebStreamClient sends text only");
		this.client.Send(message);
	}

	public close(code?: number, reason = ""): void {
		this.finish(code, reason);
	}

	/** Every end goes through here. `Close` is called at once: Studio counts a client that is only dropped until it exits. */
	private finish(code: number | undefined, reason: string): void {
		if (this.isClosed) return;
		this.isClosed = true;
		for (const connection of this.connections) connection.Disconnect();
		pcall(() => this.client.Close());
		this.listener.onClose(code, reason);
	}
}

function createClient(url: string, headers?: Readonly<Record<string, string>>): WebStreamClient {
	const options = { Url: url, Headers: headers };
	return HttpService.CreateWebStreamClient(Enum.WebStreamClientType.WebSocket, options);
}

/**
 * Starts opening a socket to `url`. Never yields.
 *
 * @param create Creates the engine's client; for tests.
 * @throws If too many sockets are open, or this is not Studio. The text says which.
 */
export function openWebStream(
	url: string,
	listener: SocketListener,
	options: SocketOptions = {},
	create = createClient,
): SocketAdapter {
	const { headers, protocols } = options;
	const [ok, client] = pcall(create, url, handshakeHeaders(headers, protocols));
	if (!ok) error(`cannot open ${url}: ${explainCreateFault(tostring(client))}`, 0);
	return new WebStreamAdapter(client, listener, protocols);
}
