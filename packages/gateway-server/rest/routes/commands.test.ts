import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { startRest } from "../../support/restFixtures.ts";
import { IDS } from "../../main/fixtures/builders.ts";

const GLOBAL = `/applications/${IDS.bot}/commands`;
const OF_GUILD = `/applications/${IDS.bot}/guilds/${IDS.guild}/commands`;
const PING = { name: "ping", description: "Says pong" };

interface Registered {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly version: string;
}

async function start(context: TestContext) {
	const { read } = await startRest(context);
	const names = async (path: string) => ((await read("GET", path)).body as Array<Registered>).map(({ name }) => name);
	return { read, names };
}

describe("application commands", () => {
	for (const [path, scope] of [
		[GLOBAL, {}],
		[OF_GUILD, { guild_id: IDS.guild }],
	] as const) {
		it(`should be created, read, changed and deleted under ${path.replace(/\d+/g, "…")}`, async (context) => {
			const { read } = await start(context);
			assert.deepEqual(await read("GET", path), { status: 200, body: [] });
			const made = await read("POST", path, PING);
			const { id, version, ...command } = made.body as Registered & { dm_permission?: boolean };
			const { dm_permission: _dm, ...shown } = command;
			assert.equal(made.status, 201);
			assert.match(`${id} ${version}`, /^\d{17,20} \d{17,20}$/);
			assert.deepEqual(shown, {
				...PING,
				...scope,
				type: 1,
				application_id: IDS.bot,
				name_localizations: null,
				description_localizations: null,
				default_member_permissions: null,
				default_permission: true,
				nsfw: false,
				integration_types: [0],
				contexts: null,
			});
			const changed = await read("PATCH", `${path}/${id}`, { description: "Still says pong" });
			const { description, version: later, ...kept } = changed.body as Registered;
			assert.deepEqual([changed.status, description, kept.id], [200, "Still says pong", id]);
			assert.notEqual(later, version);
			assert.deepEqual(await read("GET", `${path}/${id}`), { status: 200, body: changed.body });
			assert.deepEqual(await read("DELETE", `${path}/${id}`), { status: 204, body: undefined });
			assert.equal((await read("DELETE", `${path}/${id}`)).status, 404);
		});
	}

	it("should keep the ids of unchanged commands on overwrite", async (context) => {
		const { read, names } = await start(context);
		const [first] = (await read("PUT", GLOBAL, [PING, { ...PING, name: "old" }])).body as Array<Registered>;
		const second = await read("PUT", GLOBAL, [{ ...PING, name: "new" }, PING]);
		assert.equal((second.body as Array<Registered>)[1]?.id, first?.id);
		assert.deepEqual(await names(GLOBAL), ["new", "ping"]);
		assert.deepEqual(await names(OF_GUILD), []);
		assert.deepEqual((await read("PUT", GLOBAL, [])).body, []);
	});

	it("should replace a command of the same name with 200", async (context) => {
		const { read, names } = await start(context);
		assert.equal((await read("POST", GLOBAL, PING)).status, 201);
		assert.equal((await read("POST", GLOBAL, PING)).status, 200);
		assert.equal((await read("POST", GLOBAL, { name: "Ping", type: 2 })).status, 201);
		assert.deepEqual(await names(GLOBAL), ["ping", "Ping"]);
	});

	/** By hand: a PUT body, and the fields that Discord reports. */
	const refused: ReadonlyArray<readonly [body: unknown, errors: ReadonlyArray<string>]> = [
		[[{}], ["0.name", "0.description"]],
		[[PING, { name: "Upper", description: "d" }], ["1.name"]],
		[[{ name: "two words", description: "d" }], ["0.name"]],
		[[{ name: "x".repeat(33), description: "d" }], ["0.name"]],
		[[{ name: "ping", description: "d".repeat(101) }], ["0.description"]],
		[[{ name: "ping", type: 9 }], ["0.type"]],
		[[{ ...PING, options: 5 }], ["0.options"]],
		[[null], ["0.name", "0.description"]],
	];
	for (const [body, expected] of refused) {
		it(`should be rejected for ${expected.join(", ")} of ${JSON.stringify(body).slice(0, 40)}`, async (context) => {
			const { read, names } = await start(context);
			const answer = await read("PUT", GLOBAL, body);
			const { code, errors } = answer.body as { code: number; errors: Record<string, object> };
			assert.deepEqual([answer.status, code], [400, 50_035]);
			const found = Object.entries(errors).flatMap(([index, fields]) =>
				Object.keys(fields).map((name) => `${index}.${name}`),
			);
			assert.deepEqual(found, expected);
			assert.deepEqual(await names(GLOBAL), []);
		});
	}

	it("should be a list in PUT", async (context) => {
		const { read } = await start(context);
		assert.equal((await read("PUT", GLOBAL, PING)).status, 400);
		assert.equal((await read("PUT", GLOBAL)).status, 400);
	});

	/** By hand: a type, and its maximum count per scope. */
	for (const [type, most] of [
		[1, 100],
		[2, 15],
		[3, 15],
	] as const) {
		it(`should be limited to ${most} of type ${type}`, async (context) => {
			const { read } = await start(context);
			const commands = (count: number) =>
				Array.from({ length: count }, (_, index) => ({ name: `c${index}`, type, description: "d" }));
			assert.equal((await read("PUT", GLOBAL, commands(most))).status, 200);
			const answer = await read("PUT", GLOBAL, commands(most + 1));
			assert.deepEqual([answer.status, (answer.body as { code: number }).code], [400, 30_032]);
		});
	}
});

describe("interaction responses", () => {
	it("should be accepted without a token, with 204", async (context) => {
		const { read } = await start(context);
		const answer = await read("POST", "/interactions/5/a.b/callback", { type: 4, data: { content: "hi" } });
		assert.deepEqual(answer, { status: 204, body: undefined });
	});

	it("should return the interaction if requested", async (context) => {
		const { read } = await start(context);
		const answer = await read("POST", "/interactions/5/a.b/callback?with_response=true", { type: 5 });
		assert.deepEqual(answer, { status: 200, body: { interaction: { id: "5", type: 2 } } });
	});
});
