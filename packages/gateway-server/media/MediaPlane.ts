/**
 * Voice media of a gateway server: answers discovery and keepalives, and forwards each client's packets to the other
 * channel members, encrypted for each of them. For the rules and their evidence, see docs/gatewayServer.md.
 *
 *     datagram -> source -> discovery | keepalive | RTCP | RTP -> authentic -> own SSRC -> mapped -> the others
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { readExtension } from "../../shared/rtp/extension.ts";
import { isRtcp, readHeader, type RtpHeader } from "../../shared/rtp/header.ts";
import { decodePing, encodePong } from "../../shared/rtp/keepAlive.ts";
import { SILENCE_FRAME } from "../../shared/rtp/opus.ts";
import { TAIL_SIZE } from "../../shared/rtp/sizes.ts";
import type { Clock } from "../../shared/clock.ts";
import type { SessionControl } from "../voice/SessionControl.ts";
import type { VoiceSession } from "../voice/VoiceSession.ts";
import { DiscoveryAnswers } from "./DiscoveryAnswers.ts";
import { MediaCounts, type DropCause } from "./MediaCounts.ts";
import type { MediaPeer } from "./MediaPeer.ts";
import { MediaPeers } from "./MediaPeers.ts";
import type { MediaAddress, MediaSocket } from "./MediaSocket.ts";
import { packetKind } from "./packetKind.ts";
import { PacketTap, type GatewayPacket } from "./PacketTap.ts";

/** Size of a keepalive in bytes. */
const KEEP_ALIVE_SIZE = 8;

/** Size of the clear part of an RTCP packet, and offset of the sender's SSRC (RFC 3550, 6.4). */
const RTCP_CLEAR_SIZE = 8;
const RTCP_SSRC_OFFSET = 4;

export class MediaPlane {
	/** Counts for the whole server. */
	public readonly counts = new MediaCounts();
	public readonly packets: PacketTap;
	public readonly peers: MediaPeers;
	private readonly discovery: DiscoveryAnswers;

	public constructor(
		private readonly gateway: SessionControl,
		private readonly clock: Clock,
		private readonly socket: MediaSocket,
	) {
		const { options } = gateway;
		this.packets = new PacketTap(clock.now, options.logger);
		this.discovery = new DiscoveryAnswers(options.media);
		this.peers = new MediaPeers(gateway, clock, socket);
	}

	/** Handles a datagram. Never throws: it may contain anything. */
	public receive(datagram: Buffer, sender: MediaAddress): void {
		this.counts.add("received");
		const known = this.peers.from(sender);
		known?.session.media.add("received");
		if (known?.faults.isBlackhole === true) return this.drop(known, "blackhole", datagram);
		if (known !== undefined) this.heard(known);
		const asked = this.discovery.read(datagram, sender);
		if (asked.kind !== "other") return this.discover(datagram, sender, asked);
		if (datagram.length === KEEP_ALIVE_SIZE) return this.keepAlive(known, datagram, sender);
		if (isRtcp(datagram)) this.receiveRtcp(known, datagram);
		else this.receiveRtp(known, datagram);
	}

	/** Sends the others the silence frames that end speech, if the session is speaking. */
	public stopSpeech(session: VoiceSession): void {
		const peer = this.peers.of(session);
		if (peer === undefined || !this.gateway.options.media.silenceFrames) return;
		for (const header of peer.stream.stop()) this.forward(session, header, SILENCE_FRAME);
	}

	private discover(
		datagram: Buffer,
		sender: MediaAddress,
		asked: { readonly ssrc: number; readonly response?: Buffer },
	): void {
		const peer = this.peers.withSsrc(asked.ssrc);
		if (peer?.faults.isBlackhole === true) return this.drop(peer, "blackhole", datagram);
		this.show(peer, datagram, { kind: "discovery" });
		const { response } = asked;
		if (response === undefined) return;
		const answer = (): void => {
			this.socket.send(response, sender);
			if (peer === undefined || !peer.session.isLive) return;
			this.peers.discovered(peer, sender);
			this.tell(peer, "discovered");
		};
		const { discoveryDelay } = this.gateway.options.media;
		if (discoveryDelay === 0) answer();
		else this.clock.setTimeout(answer, discoveryDelay);
	}

	private keepAlive(peer: MediaPeer | undefined, datagram: Buffer, sender: MediaAddress): void {
		const { keepAlive, legacyKeepAlive } = this.gateway.options.media;
		peer?.session.media.add("pings");
		this.counts.add("pings");
		this.show(peer, datagram, { kind: "ping" });
		const sequence = decodePing(datagram);
		if (sequence === undefined ? !legacyKeepAlive : keepAlive === "ignore") return;
		const answer = sequence === undefined ? datagram : encodePong(sequence);
		if (peer === undefined) this.socket.send(answer, sender);
		else peer.faults.send(answer);
	}

	private receiveRtp(known: MediaPeer | undefined, datagram: Buffer): void {
		const header = readHeader(datagram);
		if (header.kind === "malformed") return this.drop(known, "malformed", datagram);
		const opened = this.open(known, header.ssrc, datagram, header.clearSize);
		if (opened === undefined) return;
		const { peer, body } = opened;
		const kind = packetKind(header, body);
		const facts = { kind, ...factsOf(header, body) };
		const cause = this.faultOf(peer, header);
		if (cause !== undefined) return this.refuse(peer, cause, datagram, facts);
		const clear = peer.stream.pass(header, datagram.subarray(0, header.clearSize), kind);
		this.pass(peer, datagram, facts, clear, body);
	}

	private receiveRtcp(known: MediaPeer | undefined, datagram: Buffer): void {
		if (datagram.length < RTCP_CLEAR_SIZE + TAIL_SIZE) return this.drop(known, "malformed", datagram);
		const ssrc = datagram.readUInt32BE(RTCP_SSRC_OFFSET);
		const opened = this.open(known, ssrc, datagram, RTCP_CLEAR_SIZE);
		if (opened === undefined) return;
		this.pass(opened.peer, datagram, { kind: "rtcp" }, datagram.subarray(0, RTCP_CLEAR_SIZE), opened.body);
	}

	/** Finds the sender of a packet by SSRC or source address. Drops packets that are not authentic. */
	private open(known: MediaPeer | undefined, ssrc: number, datagram: Buffer, clearSize: number) {
		const now = this.clock.now();
		const named = this.peers.withSsrc(ssrc);
		for (const peer of new Set([named, known])) {
			const body = peer?.open(datagram, clearSize, now);
			if (peer === undefined || body === undefined) continue;
			if (peer.faults.isBlackhole) return void this.drop(peer, "blackhole", datagram);
			if (peer !== known) peer.session.media.add("received");
			this.heard(peer);
			return { peer, body };
		}
		const suspect = named ?? known;
		return void this.drop(suspect, suspect === undefined ? "unknownSender" : "unauthentic", datagram);
	}

	private faultOf({ session, ssrc }: MediaPeer, header: RtpHeader): DropCause | undefined {
		if (session.voice.mute || session.voice.suppress) return "muted";
		if (this.gateway.options.media.unmappedMedia === "forward") return undefined;
		if (header.ssrc !== ssrc) return "foreignSsrc";
		return session.mapping === undefined ? "unmapped" : undefined;
	}

	/** Drops an authentic packet that its client may not send, and closes the client if the option says so. */
	private refuse(peer: MediaPeer, cause: DropCause, datagram: Buffer, facts: PacketFacts): void {
		const { unmappedMedia } = this.gateway.options.media;
		const { socket } = peer.session;
		this.drop(peer, cause, datagram, facts);
		if (cause === "muted" || unmappedMedia !== "close" || socket === undefined) return;
		this.gateway.close(socket, VoiceCloseCode.BadRequest, `media rejected: ${cause}`);
	}

	private pass(peer: MediaPeer, datagram: Buffer, facts: PacketFacts, clear: Buffer, body: Buffer): void {
		peer.session.media.add("forwarded");
		this.counts.add("forwarded");
		this.show(peer, datagram, facts);
		this.forward(peer.session, clear, body);
	}

	private forward(from: VoiceSession, clear: Buffer, body: Buffer): void {
		for (const other of this.gateway.sessions.othersInChannel(from)) {
			const peer = this.peers.of(other);
			if (peer === undefined || !this.mayReceive(peer)) continue;
			this.counts.add("sent");
			peer.send(clear, body);
		}
	}

	private mayReceive(peer: MediaPeer): boolean {
		const { voice } = peer.session;
		const { selfDeaf, quietAfter } = this.gateway.options.media;
		if (peer.destination === undefined || !peer.hasKey || voice.deaf) return false;
		if (voice.selfDeaf && selfDeaf === "withhold") return false;
		if (peer.isQuiet) return false;
		if (this.clock.now() - peer.lastHeardAt < quietAfter) return true;
		peer.isQuiet = true;
		this.tell(peer, "quiet");
		return false;
	}

	private heard(peer: MediaPeer): void {
		peer.lastHeardAt = this.clock.now();
		if (!peer.isQuiet) return;
		peer.isQuiet = false;
		this.tell(peer, "heard");
	}

	private tell({ session }: MediaPeer, state: "discovered" | "quiet" | "heard"): void {
		this.gateway.events.emit({ kind: "media", sessionId: session.id, state });
	}

	private drop(
		peer: MediaPeer | undefined,
		cause: DropCause,
		datagram: Buffer,
		facts: PacketFacts = { kind: "unknown" },
	): void {
		peer?.session.media.drop(cause);
		this.counts.drop(cause);
		this.show(peer, datagram, { ...facts, dropped: cause });
	}

	private show(peer: MediaPeer | undefined, datagram: Buffer, facts: PacketFacts): void {
		this.packets.emit(() => ({ ...placeOf(peer), ...facts, size: datagram.length }));
	}
}

type PacketFacts = Omit<GatewayPacket, "size">;

function placeOf(peer: MediaPeer | undefined) {
	if (peer === undefined) return {};
	const { id, credentials } = peer.session;
	return { sessionId: id, userId: credentials.userId, channelId: credentials.channelId };
}

function factsOf(header: RtpHeader, body: Buffer) {
	const { ssrc, sequence, timestamp, payloadType, extensionSize, extensionProfile } = header;
	const extension = readExtension(body.subarray(0, extensionSize), extensionProfile);
	return { ssrc, sequence, timestamp, payloadType, ...extension };
}
