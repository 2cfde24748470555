import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cpuSeconds, peakMemory, residentMemory } from "./procfs.ts";

const STATUS = "Name:\tnode\nVmPeak:\t 1100000 kB\nVmHWM:\t   90000 kB\nVmRSS:\t   80000 kB\nThreads:\t11\n";
const STAT = "42 (node (x) y) S 1 42 42 0 -1 4194304 100 0 3 0 250 50 7 8 20 0 11 0 99 1000 200 18446744073709551615";

describe("procfs", () => {
	it("should read peak memory in bytes", () => assert.equal(peakMemory(STATUS), 92_160_000));
	it("should read resident memory in bytes", () => assert.equal(residentMemory(STATUS), 81_920_000));
	it("should read 0 for a process that has exited", () => assert.equal(residentMemory("Name:\tnode\n"), 0));
	it("should add user and system time", () => assert.equal(cpuSeconds(STAT), 3));
});
