/** The public surface of the gateway server: the server itself, and what its options and events are made of. */

export { GatewayServer, type ListenOptions } from "./gateway/GatewayServer.ts";
export type { GatewayServerOptions } from "./gateway/options.ts";
export type { GatewayEvent, GatewayListener } from "./gateway/events.ts";
export { Intent, PRIVILEGED_INTENTS } from "./gateway/intents.ts";
export * from "./gateway/main/fixtures/builders.ts";
export type { GuildFixture, UserFixture } from "./gateway/main/fixtures/complete.ts";
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
} from "./gateway/main/fixtures/types.ts";
