import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TRANSPORT_MODES, TransportCipher, type TransportMode } from "../../../../shared/rtp/TransportCipher.ts";
import { TransportKeys } from "./TransportKeys.ts";

const CLEAR = Buffer.alloc(12, 0x80);
const [AES, XCHACHA] = TRANSPORT_MODES;
const [FIRST, SECOND, THIRD] = [1, 2, 3].map((fill) => Buffer.alloc(32, fill)) as [Buffer, Buffer, Buffer];

const sealed = (mode: TransportMode, key: Buffer): Buffer =>
	new TransportCipher(mode, key).seal(CLEAR, Buffer.of(1), 0);

describe("TransportKeys", () => {
	const opens = (keys: TransportKeys, mode: TransportMode, key: Buffer, now: number): boolean =>
		keys.open(sealed(mode, key), CLEAR.length, now) !== undefined;

	it("should open nothing before the first key", () => {
		const keys = new TransportKeys();
		assert.deepEqual([keys.isEmpty, opens(keys, AES, FIRST, 0)], [true, false]);
	});

	it("should open packets of the previous key for 2 seconds", () => {
		const keys = new TransportKeys();
		keys.use(AES, FIRST, 0);
		keys.use(XCHACHA, SECOND, 1000);
		const first = [1000, 2999, 3000, 2999].map((now) => opens(keys, AES, FIRST, now));
		assert.deepEqual(first, [true, true, false, false]);
		assert.equal(opens(keys, XCHACHA, SECOND, 3000), true);
	});

	it("should keep one key before the current one", () => {
		const keys = new TransportKeys();
		for (const key of [FIRST, SECOND, THIRD]) keys.use(AES, key, 0);
		const opened = [FIRST, SECOND, THIRD].map((key) => opens(keys, AES, key, 0));
		assert.deepEqual(opened, [false, true, true]);
	});

	it("should open nothing once wiped", () => {
		const keys = new TransportKeys();
		keys.use(AES, FIRST, 0);
		keys.use(AES, SECOND, 0);
		keys.wipe();
		keys.wipe();
		assert.deepEqual([keys.isEmpty, opens(keys, AES, FIRST, 0), opens(keys, AES, SECOND, 0)], [true, false, false]);
	});

	it("should keep its key when the next one has a wrong size", () => {
		const keys = new TransportKeys();
		keys.use(AES, FIRST, 0);
		assert.throws(() => keys.use(AES, Buffer.alloc(31), 0), /^RangeError: key must be 32 bytes, got 31$/);
		assert.equal(opens(keys, AES, FIRST, 0), true);
	});
});
