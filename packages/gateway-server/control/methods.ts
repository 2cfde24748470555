/**
 * Methods of the control API: the operations on a gateway server that callers can use, with their arguments.
 * Nothing else is accessible to callers.
 */

import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import { DAVE_MODES } from "../dave/mode.ts";
import { HANDSHAKE_FAULT_KINDS } from "../faults/handshake.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { VideoState } from "../media/MediaControls.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import type { Arguments } from "./Arguments.ts";

type ControlMethod = (server: GatewayServer, args: Arguments) => unknown;

/** Arguments: session ID, bytes in base64, kind of frame ("text" or "binary"). */
function sendRaw(server: GatewayServer, args: Arguments): number {
	const bytes = args.bytes(1);
	const isText = args.choice(2, ["text", "binary"]) === "text";
	return server.sendRawToSession(args.text(0), isText ? bytes.toString() : bytes);
}

export const CONTROL_METHODS: Readonly<Record<string, ControlMethod>> = {
	// sessions
	registerVoiceSession: (server, args) => server.registerVoiceSession(args.object(0) as VoiceCredentials),
	unregisterVoiceSession: (server, args) => server.unregisterVoiceSession(args.text(0)),
	invalidateSession: (server, args) => server.invalidateSession(args.text(0), args.optionalFlags(1, ["resumable"])),

	// connections
	disconnectSession: (server, args) => server.disconnectSession(args.text(0), args.number(1), args.optionalText(2)),
	dropSession: (server, args) => server.dropSession(args.text(0)),
	moveBot: (server, args) => server.moveBot(args.text(0), args.text(1)),
	reconnect: (server, args) => server.reconnect(args.text(0)),
	pingSession: (server, args) => server.pingSession(args.text(0)),
	connectionCount: (server) => server.connectionCount,

	// messages
	dispatchToSession: (server, args) =>
		server.dispatchToSession(args.text(0), args.text(1), args.value(2), args.optionalText(3)),
	dispatch: (server, args) => server.dispatch(args.text(0), args.value(1), args.optionalText(2)),
	sendToSession: (server, args) => server.sendToSession(args.text(0), args.number(1), args.value(2)),
	sendBinaryToSession: (server, args) => server.sendBinaryToSession(args.text(0), args.number(1), args.bytes(2)),
	sendRawToSession: sendRaw,
	sendHello: (server, args) => server.sendHello(args.text(0), args.optionalNumber(1)),
	requestHeartbeat: (server, args) => server.requestHeartbeat(args.text(0)),

	// behaviour
	getHeartbeatInterval: (server) => server.getHeartbeatInterval(),
	setHeartbeatInterval: (server, args) => server.setHeartbeatInterval(args.number(0)),
	setMuteHello: (server, args) => server.setMuteHello(args.flag(0)),
	setStopHeartbeatAcks: (server, args) => server.setStopHeartbeatAcks(args.text(0), args.flag(1)),
	getControlFlags: (server, args) => server.getControlFlags(args.text(0)),
	setControlFlags: (server, args) => server.setControlFlags(args.text(0), args.object(1) as ConnectionControlFlags),
	clearControlFlags: (server, args) => server.clearControlFlags(args.text(0)),

	getDave: (server, args) => server.getDave(args.text(0)),
	setDave: (server, args) => server.setDave(args.text(0), args.choice(1, DAVE_MODES)),
	daveState: (server, args) => server.daveState(args.text(0)) ?? null,
	reportPrivacyCode: (server, args) =>
		server.reportPrivacyCode(args.text(0), args.text(1), args.number(2), args.text(3)),

	setVoice: (server, args) => server.media.setVoice(args.text(0), args.object(1)),
	showVoiceState: (server, args) => server.media.show(args.text(0), args.optionalText(1)),
	setMediaRefusing: (server, args) => server.media.setRefusing(args.flag(0)),
	renewKey: (server, args) => server.media.renewKey(args.text(0)),
	moveServer: (server, args) => server.media.moveServer(args.text(0)),
	sendVideo: (server, args) => server.media.sendVideo(args.text(0), args.optionalObject(1) as VideoState | undefined),
	sendDatagram: (server, args) => server.media.sendDatagram(args.text(0), args.bytes(1)),

	placeMember: (server, args) =>
		server.channels.place(
			args.text(0),
			args.text(1),
			args.value(2) === null ? null : args.text(2),
			args.optionalObject(3),
		),
	disconnectBot: (server, args) => server.channels.disconnectBot(args.text(0)),
	updateChannel: (server, args) => server.channels.update(args.text(0), args.object(1)),
	deleteChannel: (server, args) => server.channels.delete(args.text(0)),

	failNextHandshakes: (server, args) =>
		server.failNextHandshakes(args.choice(0, HANDSHAKE_FAULT_KINDS), args.optionalNumber(1) ?? 1),

	// observations
	received: (server, args) => server.received(args.text(0)),
	stats: (server, args) => server.stats(args.text(0)),
	totals: (server) => server.totals,
	voiceStates: (server, args) => server.channels.voiceStates(args.text(0)),

	// the whole server
	close: (server, args) => server.close(args.optionalNumber(0)),
	terminate: (server) => server.terminate(),
	restart: (server) => server.restart(),
};
