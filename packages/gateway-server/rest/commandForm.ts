/**
 * Validates application commands sent by clients.
 * Pure. One row per validated field.
 * Source: Discord Docs, "Application Command Structure" and "Application Command Naming".
 */

import type { APIApplicationCommand } from "discord-api-types/v10";
import type { Fixture } from "../main/fixtures/types.ts";
import { fieldError, RestError, type FormErrors } from "./RestError.ts";

export type Command = Fixture<APIApplicationCommand>;

/** Fields that a client may set. */
export type CommandFields = Omit<Partial<Command>, "id" | "application_id" | "version" | "guild_id"> &
	Pick<Command, "name" | "type">;

const CHAT_INPUT = 1;

/** Names of CHAT_INPUT commands. Uppercase letters with a lowercase form are rejected. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const FIELDS = [
	"name",
	"type",
	"name_localizations",
	"description",
	"description_localizations",
	"options",
	"default_member_permissions",
	"dm_permission",
	"default_permission",
	"nsfw",
	"integration_types",
	"contexts",
	"handler",
] as const;

const REQUIRED = fieldError("BASE_TYPE_REQUIRED", "This field is required");
const LENGTH = (highest: number): object =>
	fieldError("BASE_TYPE_BAD_LENGTH", `Must be between 1 and ${highest} in length.`);

type Given = Readonly<Record<string, unknown>>;

const isText = (value: unknown, highest: number): boolean =>
	typeof value === "string" && value.length > 0 && value.length <= highest;

/** Validators by field. They return the error, if any. */
const RULES: Readonly<Record<string, (given: Given) => object | undefined>> = {
	name: ({ name, type }) => {
		if (name === undefined) return REQUIRED;
		if (!isText(name, 32)) return LENGTH(32);
		const isRight = type !== CHAT_INPUT || (NAME.test(name as string) && name === (name as string).toLowerCase());
		return isRight ? undefined : fieldError("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
	},
	type: ({ type }) =>
		Number.isInteger(type) && (type as number) >= 1 && (type as number) <= 4
			? undefined
			: fieldError("BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4}."),
	description: ({ description, type }) => {
		if (type !== CHAT_INPUT) return undefined;
		if (description === undefined) return REQUIRED;
		return isText(description, 100) ? undefined : LENGTH(100);
	},
	options: ({ options }) =>
		options === undefined || options === null || Array.isArray(options)
			? undefined
			: fieldError("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
};

/** @throws RestError If `value` is not a valid command. */
export function readCommand(value: unknown): CommandFields {
	const { fields, errors } = examine(value);
	if (Object.keys(errors).length > 0) throw new RestError("invalidForm", errors);
	return fields;
}

/** @throws RestError If `value` is not a list of valid commands. Reports every invalid command. */
export function readCommands(value: unknown): ReadonlyArray<CommandFields> {
	if (!Array.isArray(value)) {
		throw new RestError(
			"invalidForm",
			fieldError("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType") as FormErrors,
		);
	}
	const examined = value.map(examine);
	const wrong = examined.flatMap(({ errors }, index) =>
		Object.keys(errors).length > 0 ? [[String(index), errors] as const] : [],
	);
	if (wrong.length > 0) throw new RestError("invalidForm", Object.fromEntries(wrong));
	return examined.map(({ fields }) => fields);
}

function examine(value: unknown): { readonly fields: CommandFields; readonly errors: FormErrors } {
	const given = typeof value === "object" && value !== null ? (value as Given) : {};
	const kept = FIELDS.filter((name) => given[name] !== undefined && given[name] !== null);
	const fields = { type: CHAT_INPUT, ...Object.fromEntries(kept.map((name) => [name, given[name]])) };
	const errors = Object.entries(RULES).flatMap(([name, complain]) => {
		const error = complain(fields);
		return error === undefined ? [] : [[name, error] as const];
	});
	return { fields: fields as unknown as CommandFields, errors: Object.fromEntries(errors) };
}
