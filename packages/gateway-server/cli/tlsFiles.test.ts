import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { OTHER_KEY, TEST_TLS } from "../../shared/support/tlsKey.ts";
import { readTls } from "./tlsFiles.ts";

describe("readTls", () => {
	let folder = "";
	const pathOf = (name: string): string => join(folder, name);
	before(async () => {
		folder = await mkdtemp(join(tmpdir(), "tls-"));
		const files = {
			"key.pem": TEST_TLS.key,
			"cert.pem": TEST_TLS.cert,
			"other.pem": OTHER_KEY,
			"word.pem": "secret",
		};
		for (const [name, text] of Object.entries(files)) await writeFile(pathOf(name), text);
	});
	after(() => rm(folder, { recursive: true }));

	it("should read a matching pair", async () => {
		assert.deepEqual(await readTls({ key: pathOf("key.pem"), cert: pathOf("cert.pem") }), TEST_TLS);
	});

	const faults = [
		{ key: "none.pem", cert: "cert.pem", message: "TLS key none.pem: not found" },
		{ key: "key.pem", cert: "none.pem", message: "TLS certificate none.pem: not found" },
		{ key: "key.pem", cert: "word.pem", message: "TLS certificate word.pem: not a PEM certificate" },
		{
			key: "word.pem",
			cert: "cert.pem",
			message: "TLS key word.pem: not an unencrypted PEM private key",
		},
		{
			key: "other.pem",
			cert: "cert.pem",
			message: "TLS key other.pem does not match TLS certificate cert.pem",
		},
	];
	for (const { key, cert, message } of faults) {
		it(`should report: ${message}`, async () => {
			await assert.rejects(readTls({ key: pathOf(key), cert: pathOf(cert) }), (error: Error) => {
				assert.equal(error.message.replaceAll(join(folder, "/"), ""), message);
				return true;
			});
		});
	}
});
