export * as gateway from "./gateway";
export { joinVoiceChannel } from "./gateway/joinVoiceChannel";
export { BodyForm } from "./protocol/relay/body";
export { RoomCloseKind, RoomCloseReport } from "./protocol/room/roomClose";
export { RoomChannel } from "./protocol/room/roomState";
export { RoomSpeakers } from "./protocol/room/segment";
export { CloseAction, VoiceCloseCode, voiceCloseAction } from "./protocol/voice/closeCode";
export { CloseReport, CloseReportKind } from "./protocol/voice/closeReport";
export { ConnectionState } from "./protocol/voice/connectionState";
export { VoiceServer, VoiceState } from "./protocol/voice/credentials";
export { Encryption } from "./protocol/voice/encryption";
export { BinaryFrame, encodeBinaryFrame } from "./protocol/voice/frame";
export { Media, Speaking } from "./protocol/voice/media";
export { VoiceOpcode } from "./protocol/voice/opcode";
export { SpeakingFlag, VoiceCredentials, VoicePayload } from "./protocol/voice/payload";
export { RecoveryLimits } from "./protocol/voice/recovery";
export { MemberProfile, Roster, RosterMember } from "./protocol/voice/roster";
export { SessionDescription, SpeakerMapping, VoiceReady } from "./protocol/voice/serverEvent";
export { GuildVoice } from "./room/GuildVoice";
export { GuildVoiceOptions, VoiceChannelOptions } from "./room/roomOptions";
export { RoomConnectionState, RoomCounts } from "./room/RoomWatch";
export { VoiceRoom } from "./room/VoiceRoom";
export { ViewCloseReport, ViewConnection, ViewSignal, VoiceView } from "./room/VoiceView";
export { createLogger, Logger, LogLevel } from "./runtime/Logger";
export { Scheduler } from "./runtime/Scheduler";
export { ClosingStage, ClosingTask, ServerClosing, serverClosing } from "./runtime/ServerClosing";
export { configureRelay, createAdapter } from "./socket/createAdapter";
export { RelayNetwork } from "./socket/relay/RelayHttp";
export { RequestBudget, RequestBudgetOptions } from "./socket/relay/RequestBudget";
export { Relay, RelayOptions, RelayState } from "./socket/Relay";
export {
	KeepAlive,
	SocketAdapter,
	SocketCapabilities,
	SocketFactory,
	SocketListener,
	SocketOptions,
	VoiceCarriage,
} from "./socket/SocketAdapter";
export { SocketEnvironment } from "./socket/SocketEnvironment";
export { ReadyState, WebSocket, WebSocketEvents, WebSocketOptions } from "./socket/WebSocket";
export { openWebStream } from "./socket/WebStreamAdapter";
export {
	CredentialFeed,
	CredentialListener,
	CredentialRequests,
	CredentialSource,
	FixedCredentials,
	fixedCredentials,
	MemberDirectory,
	SelfState,
} from "./voice/CredentialSource";
export { VoiceDeadlines } from "./protocol/voice/deadlines";
export { VoiceConnection } from "./voice/VoiceConnection";
export { VoiceConnectionOptions } from "./voice/VoiceConnectionOptions";
export { WebSocketTransport } from "./WebSocketTransport";
