/**
 * Application commands that a bot has registered, globally and per guild.
 * Holds values.
 * Source: Discord Docs, "Application Commands".
 */

import { snowflake } from "../main/fixtures/snowflake.ts";
import type { Command, CommandFields } from "./commandForm.ts";
import { RestError } from "./RestError.ts";

/** Maximum number of commands of each type per scope. Other types are limited to OTHER_LIMIT. */
const LIMITS: ReadonlyMap<number, number> = new Map([
	[1, 100],
	[2, 15],
	[3, 15],
]);
const OTHER_LIMIT = 1;

/** Index of the first command's ID, above the IDs of all fixtures. */
const FIRST_ID = 5_000_000_000;

/** Default fields of a command. */
const DEFAULTS = {
	name_localizations: null,
	description: "",
	description_localizations: null,
	default_member_permissions: null,
	default_permission: true,
	nsfw: false,
	integration_types: [0],
	contexts: null,
} as const;

export class CommandStore {
	/** By guild ID; "" for global commands. */
	private readonly scopes = new Map<string, ReadonlyArray<Command>>();
	private idCount = 0;

	/** @param applicationId Application that owns the commands. */
	public constructor(private readonly applicationId: string) {}

	/** Returns the commands of a guild, or the global ones, in order of registration. */
	public list(guildId: string | undefined): ReadonlyArray<Command> {
		return this.scopes.get(guildId ?? "") ?? [];
	}

	/** @throws RestError If the command does not exist. */
	public get(guildId: string | undefined, id: string): Command {
		const command = this.list(guildId).find((known) => known.id === id);
		if (command === undefined) throw new RestError("unknownCommand");
		return command;
	}

	/**
	 * Replaces all commands. Commands with an unchanged name and type keep their IDs. @throws RestError If there are
	 * too many.
	 */
	public overwrite(guildId: string | undefined, given: ReadonlyArray<CommandFields>): ReadonlyArray<Command> {
		const commands = given.map((fields) => this.make(guildId, fields, this.twin(guildId, fields)));
		this.set(guildId, commands);
		return commands;
	}

	/** Adds a command, or replaces the one with the same name and type. @throws RestError If there are too many. */
	public upsert(guildId: string | undefined, fields: CommandFields): { command: Command; isNew: boolean } {
		const twin = this.twin(guildId, fields);
		const command = this.make(guildId, fields, twin);
		this.set(guildId, [...this.list(guildId).filter((known) => known !== twin), command]);
		return { command, isNew: twin === undefined };
	}

	/** Changes fields of a command. @throws RestError If the command does not exist. */
	public edit(guildId: string | undefined, id: string, changes: Partial<CommandFields>): Command {
		const known = this.get(guildId, id);
		const command = { ...known, ...changes, type: known.type, version: this.nextId() };
		this.set(
			guildId,
			this.list(guildId).map((other) => (other === known ? command : other)),
		);
		return command;
	}

	/** Deletes a command. @throws RestError If the command does not exist. */
	public remove(guildId: string | undefined, id: string): void {
		const known = this.get(guildId, id);
		this.set(
			guildId,
			this.list(guildId).filter((command) => command !== known),
		);
	}

	private make(guildId: string | undefined, fields: CommandFields, twin: Command | undefined): Command {
		return {
			...DEFAULTS,
			...(guildId === undefined && { dm_permission: true }),
			...fields,
			id: twin?.id ?? this.nextId(),
			application_id: this.applicationId,
			version: this.nextId(),
			...(guildId !== undefined && { guild_id: guildId }),
		};
	}

	private twin(guildId: string | undefined, { name, type }: CommandFields): Command | undefined {
		return this.list(guildId).find((command) => command.name === name && command.type === type);
	}

	private set(guildId: string | undefined, commands: ReadonlyArray<Command>): void {
		for (const { type } of commands) {
			const count = commands.filter((command) => command.type === type).length;
			if (count > (LIMITS.get(type) ?? OTHER_LIMIT)) throw new RestError("tooManyCommands");
		}
		this.scopes.set(guildId ?? "", commands);
	}

	private nextId(): string {
		this.idCount += 1;
		return snowflake(FIRST_ID + this.idCount);
	}
}
