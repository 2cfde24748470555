/** Description of the routes, for `GET /openapi.json`. Bodies are checked by the codec, which says more exactly what is wrong. */

const BINARY = "application/vnd.relay-link.v1";

const RECORD = {
	type: "array",
	description: "[number, socket, type, data]: docs/relay.md, Records",
	minItems: 4,
	maxItems: 4,
	items: {},
};
const UP = { type: "array", items: RECORD, description: "consecutive numbers" };
const PACE = {
	type: "object",
	properties: { per_min: { type: "integer", minimum: 1 }, burst: { type: "integer", minimum: 1 } },
};
const PROBLEM = {
	description: "refused",
	type: "object",
	required: ["error"],
	properties: {
		error: {
			type: "object",
			required: ["code", "message"],
			properties: {
				code: { type: "string" },
				message: { type: "string" },
				retry_after: { type: "number", description: "seconds" },
				limit: { type: "number" },
				expected: { type: "integer" },
				index: { type: "integer" },
				gone: { type: "string" },
				status: { type: "integer" },
			},
		},
	},
};
const LINK_PARAMS = { type: "object", required: ["link"], properties: { link: { type: "string" } } };
const REQUEST = {
	type: "object",
	required: ["ack"],
	properties: {
		ack: { type: "integer", minimum: 0, description: "last down record dealt with" },
		wait_ms: { type: "integer", minimum: 0, description: "hold no longer than this" },
		up: UP,
	},
};
const ANSWER = {
	description: "answered",
	type: "object",
	required: ["ack", "down", "more", "pace_ms"],
	properties: {
		ack: { type: "integer", description: "last up record accepted" },
		down: { type: "array", items: RECORD },
		more: { type: "boolean" },
		pace_ms: { type: "integer" },
		superseded: { type: "boolean" },
	},
};
const CREATE = {
	type: "object",
	required: ["v", "nonce"],
	properties: {
		v: { const: 1 },
		nonce: { type: "string", minLength: 8, maxLength: 64 },
		client: { type: "string", maxLength: 64 },
		hold_ms: { type: "integer", minimum: 1 },
		pace: PACE,
		up: UP,
	},
};
const LINK = {
	description: "the link",
	type: "object",
	required: [
		"link",
		"ack",
		"hold_ms",
		"idle_ms",
		"max_body",
		"max_record",
		"max_sockets",
		"buffer",
		"pace",
		"features",
	],
	properties: {
		link: { type: "string" },
		ack: { type: "integer" },
		hold_ms: { type: "integer" },
		idle_ms: { type: "integer" },
		max_body: { type: "integer" },
		max_record: { type: "integer" },
		max_sockets: { type: "integer" },
		buffer: {
			type: "object",
			properties: { records: { type: "integer" }, bytes: { type: "integer" } },
		},
		pace: PACE,
		features: { type: "array", items: { type: "string" } },
	},
};
const SECURITY = [{ token: [] }];
const CONSUMES = ["application/json", BINARY];

/** Adds the answers that every route of a link may give. */
const withProblems = <Response extends object>(response: Response): object => ({
	...response,
	"4XX": PROBLEM,
	"5XX": PROBLEM,
});

export const LINK_SCHEMAS = {
	create: {
		summary: "Makes a link",
		security: SECURITY,
		consumes: ["application/json"],
		body: CREATE,
		response: withProblems({ 201: LINK, 200: LINK }),
	},
	poll: {
		summary: "Carries records both ways; held until there are some",
		security: SECURITY,
		consumes: CONSUMES,
		produces: CONSUMES,
		params: LINK_PARAMS,
		body: REQUEST,
		response: withProblems({ 200: ANSWER }),
	},
	send: {
		summary: "Carries records in; answered at once",
		security: SECURITY,
		consumes: CONSUMES,
		produces: CONSUMES,
		params: LINK_PARAMS,
		body: REQUEST,
		response: withProblems({ 200: ANSWER }),
	},
	delete: {
		summary: "Closes every socket and forgets the link",
		security: SECURITY,
		params: LINK_PARAMS,
		querystring: {
			type: "object",
			properties: { code: { type: "integer" }, reason: { type: "string" } },
		},
		response: withProblems({ 204: { description: "forgotten", type: "null" } }),
	},
};

export const GATEWAY_BOT_SCHEMA = {
	summary: "Discord's Get Gateway Bot, with a secret as bot token",
	security: SECURITY,
	querystring: { type: "object", properties: { secret: { type: "string" } } },
	response: withProblems({ 200: { description: "as Discord answered", type: "object" } }),
};

export const OPENAPI = {
	openapi: "3.1.0",
	info: {
		title: "Relay",
		description: "WebSockets over HTTP for live Roblox servers: Link v1. The protocol is told in docs/relay.md.",
		version: "1",
	},
	components: { securitySchemes: { token: { type: "http" as const, scheme: "bearer" } } },
};
