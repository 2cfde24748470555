/** UDP sockets without a network: the test plays the voice server, and reads what was sent. */

import type { DatagramListener, Datagrams, Endpoint, OpenDatagrams } from "../voice/media/Datagrams.ts";
import { decodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "../../shared/rtp/discovery.ts";
import { decodeLegacyPing, decodePing } from "../../shared/rtp/keepAlive.ts";

export class FakeDatagrams implements Datagrams {
	/** `discovery 1`, `ping 1`, `legacy 1`. */
	public readonly sent: Array<string> = [];
	public isClosed = false;

	public constructor(
		public readonly to: Endpoint,
		public readonly listener: DatagramListener,
	) {}

	public send(datagram: Uint8Array): void {
		const bytes = Buffer.from(datagram);
		for (const [name, decode] of [
			["discovery", decodeIpDiscoveryRequest],
			["ping", decodePing],
			["legacy", decodeLegacyPing],
		] as const) {
			const value = decode(bytes);
			if (value !== undefined) return void this.sent.push(`${name} ${value}`);
		}
		throw new Error(`an unknown datagram was sent: ${bytes.toString("hex")}`);
	}

	public pause(): void {
		this.sent.push("pause");
	}

	public resume(): void {
		this.sent.push("resume");
		this.listener.onConnected();
	}

	public close(): void {
		this.isClosed = true;
	}

	/** Connects, and answers discovery. */
	public discover(ssrc: number, address = "192.0.2.1", port = 4000): void {
		this.listener.onConnected();
		this.listener.onDatagram(encodeIpDiscoveryResponse({ ssrc, address, port }));
	}

	/** What was sent since the last call. */
	public take(): ReadonlyArray<string> {
		return this.sent.splice(0);
	}
}

export class FakeNetwork {
	public readonly all: Array<FakeDatagrams> = [];

	public readonly open: OpenDatagrams = (to, listener) => {
		const datagrams = new FakeDatagrams(to, listener);
		this.all.push(datagrams);
		return datagrams;
	};

	/** The last that was opened. */
	public get last(): FakeDatagrams {
		const last = this.all.at(-1);
		if (last === undefined) throw new Error("no UDP socket was opened");
		return last;
	}
}
