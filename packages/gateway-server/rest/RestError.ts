/**
 * Errors of the REST API, with Discord's messages.
 * Pure. One row per code.
 * Source: Discord Docs, "Opcodes and Status Codes" (HTTP and JSON). Messages and HTTP statuses are taken from public
 * reports.
 */

/** HTTP status, code in the body, and message. */
const ERRORS = {
	unauthorized: [401, 0, "401: Unauthorized"],
	notFound: [404, 0, "404: Not Found"],
	methodNotAllowed: [405, 0, "405: Method Not Allowed"],
	unknownChannel: [404, 10_003, "Unknown Channel"],
	unknownGuild: [404, 10_004, "Unknown Guild"],
	unknownMember: [404, 10_007, "Unknown Member"],
	unknownRole: [404, 10_011, "Unknown Role"],
	unknownUser: [404, 10_013, "Unknown User"],
	unknownEmoji: [404, 10_014, "Unknown Emoji"],
	unknownSticker: [404, 10_060, "Unknown sticker"],
	unknownCommand: [404, 10_063, "Unknown application command"],
	unknownVoiceState: [404, 10_065, "Unknown Voice State"],
	unknownScheduledEvent: [404, 10_070, "Unknown Guild Scheduled Event"],
	unknownSound: [404, 10_097, "Unknown sound"],
	wrongApplication: [403, 20_012, "You are not authorized to perform this action on this application"],
	tooManyCommands: [400, 30_032, "Maximum number of application commands reached (100)."],
	tooLarge: [413, 40_005, "Request entity too large"],
	missingAccess: [403, 50_001, "Missing Access"],
	invalidForm: [400, 50_035, "Invalid Form Body"],
	invalidJson: [400, 50_109, "The request body contains invalid JSON."],
} as const satisfies Readonly<Record<string, readonly [status: number, code: number, message: string]>>;

export type RestErrorKind = keyof typeof ERRORS;

/** Errors of fields in a body or path, by field name: `{ _errors: [{ code, message }] }`, or nested fields. */
export type FormErrors = Readonly<Record<string, object>>;

export class RestError extends Error {
	public readonly status: number;
	private readonly code: number;

	public constructor(
		kind: RestErrorKind,
		private readonly errors?: FormErrors,
	) {
		const [status, code, message] = ERRORS[kind];
		super(message);
		this.status = status;
		this.code = code;
	}

	/** Response body. */
	public get body(): object {
		const { message, code, errors } = this;
		return errors === undefined ? { message, code } : { message, code, errors };
	}
}

/** Builds the error of one field. */
export function fieldError(code: string, message: string): object {
	return { _errors: [{ code, message }] };
}

/** Discord's error for an invalid ID. */
export function snowflakeError(name: string, value: string): RestError {
	return new RestError("invalidForm", {
		[name]: fieldError("NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`),
	});
}
