/** Public API of the gateway server: the server, and the types of its options and events. */

export { GatewayServer } from "./GatewayServer.ts";
export type { ListenOptions } from "./http/ServerLifecycle.ts";
export type { GatewayServerOptions } from "./options.ts";
export type { GatewayEvent, GatewayListener } from "./events.ts";
export { Intent, PRIVILEGED_INTENTS } from "./intents/index.ts";
export * from "./main/fixtures/builders.ts";
export type { GuildFixture, UserFixture } from "./main/fixtures/complete.ts";
export type {
	Application,
	CategoryChannel,
	Channel,
	Guild,
	Member,
	Message,
	Presence,
	Role,
	StageChannel,
	TextChannel,
	Thread,
	User,
	VoiceChannel,
	VoiceState,
} from "./main/fixtures/types.ts";
