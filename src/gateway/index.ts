export { GatewayCloseAction, GatewayCloseCode } from "../protocol/gateway/closeCode";
export { WebsocketStatus } from "../protocol/gateway/connectionState";
export { NULL } from "../protocol/gateway/json";
export { GatewayOpcode } from "../protocol/gateway/opcode";
export {
	GatewayCommand,
	IdentifyProperties,
	Presence,
	presencePayload,
	requestMembersPayload,
	requestUsersPayload,
	voiceStatePayload,
	VoiceTarget,
} from "../protocol/gateway/command";
export { GatewayPayload } from "../protocol/gateway/payload";
export {
	GatewayReady,
	GuildBody,
	GuildMemberBody,
	VoiceServerBody,
	VoiceStateBody,
} from "../protocol/gateway/serverBody";
export { IdentifyRate } from "../protocol/gateway/identifyBudget";
export { GatewayLimits } from "../protocol/gateway/recovery";
export { GatewayBot } from "../protocol/gateway/sessionStartLimit";
export { GatewayEncoding } from "../protocol/gateway/url";
export { WebsocketError, WebsocketErrorKind } from "../protocol/gateway/WebsocketError";
export { GatewayDeadlines } from "./deadlines";
export { DiscoveryState } from "./GatewayDiscovery";
export { IdentifyAllowance } from "./IdentifyAllowance";
export { IdentifyQueue, IdentifyTurns } from "./IdentifyQueue";
export { JoinOptions } from "./joinVoiceChannel";
export { requestGatewayBot } from "./requestGatewayBot";
export { Websocket } from "./Websocket";
export { WebsocketClient } from "./WebsocketClient";
export { ManagerState, WebsocketManager } from "./WebsocketManager";
export { WebsocketManagerClient } from "./WebsocketManagerClient";
