/**
 * A request that may become a WebSocket on one path alone. Node would upgrade a request to any path once the server listens for
 * upgrades; on all other paths, the relay ignores the header.
 */

import { IncomingMessage } from "node:http";

export const ROOMS_PATH = "/v1/rooms";

export class UpgradableRequest extends IncomingMessage {
	private asks = false;

	/** Node sets what the parser found, and asks before it upgrades. */
	public get upgrade(): boolean {
		return this.asks && (this.method === "CONNECT" || this.url?.split("?", 1)[0] === ROOMS_PATH);
	}

	public set upgrade(asks: boolean | null) {
		this.asks = asks === true;
	}
}
