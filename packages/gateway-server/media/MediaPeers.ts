/** The media peers of a server, by session, SSRC and source address. */

import { TRANSPORT_MODES, type TransportMode } from "../../shared/rtp/TransportCipher.ts";
import type { Clock } from "../../shared/clock.ts";
import type { SessionControl } from "../voice/SessionControl.ts";
import type { VoiceSession } from "../voice/VoiceSession.ts";
import { DatagramFaults } from "./DatagramFaults.ts";
import { MediaPeer } from "./MediaPeer.ts";
import type { MediaAddress, MediaSocket } from "./MediaSocket.ts";

export class MediaPeers {
	private readonly bySession = new Map<VoiceSession, MediaPeer>();
	private readonly bySsrc = new Map<number, MediaPeer>();
	private readonly bySource = new Map<string, MediaPeer>();

	public constructor(
		private readonly gateway: SessionControl,
		private readonly clock: Clock,
		private readonly socket: MediaSocket,
	) {}

	public of(session: VoiceSession): MediaPeer | undefined {
		return this.bySession.get(session);
	}

	public withSsrc(ssrc: number): MediaPeer | undefined {
		return this.bySsrc.get(ssrc);
	}

	/** Returns the peer with this source address. */
	public from(source: MediaAddress): MediaPeer | undefined {
		return this.bySource.get(keyOf(source));
	}

	/** Starts the media of a session, at its Ready. Ends its previous media. */
	public begin(session: VoiceSession): void {
		this.end(session);
		const flags = this.gateway.flags.viewOf(() => session.id);
		const faults = new DatagramFaults(this.clock, this.gateway.options.random, flags, (datagram, isForeign) => {
			const { destination } = peer;
			if (destination === undefined) return;
			if (isForeign) this.socket.sendForeign(datagram, destination);
			else this.socket.send(datagram, destination);
		});
		const peer: MediaPeer = new MediaPeer(session, session.ssrc, faults, this.clock.now());
		this.bySession.set(session, peer);
		this.bySsrc.set(peer.ssrc, peer);
	}

	/** Records the source of a discovery request, unless op 1 has already set an address. */
	public discovered(peer: MediaPeer, source: MediaAddress): void {
		if (peer.destination === undefined) this.setSource(peer, source);
	}

	/** Applies the address of a Select Protocol. With an unreachable address, the session receives no packets. */
	public select(session: VoiceSession, address: MediaAddress): void {
		const peer = this.of(session);
		if (peer === undefined) return;
		const isReachable = this.socket.reaches(address);
		peer.destination = isReachable ? address : undefined;
		peer.lastHeardAt = this.clock.now();
		if (isReachable) this.setSource(peer, address);
	}

	/** Gives a session a key. Custom modes from the options have no packets. */
	public useKey(session: VoiceSession, mode: string, key: Uint8Array): void {
		if (isTransportMode(mode)) this.of(session)?.useKey(mode, key, this.clock.now());
	}

	/** Ends the media of a session and erases its keys. Safe to call twice. */
	public end(session: VoiceSession): void {
		const peer = this.bySession.get(session);
		if (peer === undefined) return;
		peer.wipe();
		this.bySession.delete(session);
		this.bySsrc.delete(peer.ssrc);
		this.forgetSource(peer);
	}

	private setSource(peer: MediaPeer, source: MediaAddress): void {
		this.forgetSource(peer);
		peer.source = source;
		this.bySource.set(keyOf(source), peer);
	}

	/** Keeps the entry of an address that another peer has taken over. */
	private forgetSource(peer: MediaPeer): void {
		if (peer.source !== undefined && this.from(peer.source) === peer) this.bySource.delete(keyOf(peer.source));
		peer.source = undefined;
	}
}

function keyOf({ ip, port }: MediaAddress): string {
	return `${ip}\n${port}`;
}

function isTransportMode(mode: string): mode is TransportMode {
	return TRANSPORT_MODES.some((known) => known === mode);
}
