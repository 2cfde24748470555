/** IDs in request paths. Pure. */

import { isSnowflake } from "../../shared/mls/snowflake.ts";
import type { RouteMatch } from "../http/RouteTree.ts";
import { snowflakeError } from "./RestError.ts";

/** Names of path parameters in Discord's errors. */
const NAMES: Readonly<Record<string, string>> = {
	applicationId: "application_id",
	channelId: "channel_id",
	commandId: "command_id",
	guildId: "guild_id",
	roleId: "role_id",
	userId: "user_id",
};

/** @throws RestError If the parameter is not a snowflake. */
export function snowflakeParam({ params }: RouteMatch, name: string): string {
	const value = params[name] ?? "";
	if (isSnowflake(value)) return value;
	throw snowflakeError(NAMES[name] ?? name, value);
}
