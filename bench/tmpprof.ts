import { Callee } from "./gatewayServer/calls.ts";
const s = new Callee("serverProcess.ts", process.argv[2]!),
	c = new Callee("clientProcess.ts");
const port = await s.call<number>("listen");
const count = Number(process.argv[3]);
await c.call("open", { port, count });
const go = async (k: number) => {
	const a = c.call<number>("await", { nonce: k, count });
	await c.call("isReady");
	await s.call("dispatch", k);
	await a;
	return s.call<number>("cpu");
};
for (let k = 0; k < 10; k++) await go(k);
await s.call("profile");
for (let k = 10; k < 40; k++) await go(k);
await s.call("stopProfile");
const t: number[] = [];
for (let k = 40; k < 60; k++) t.push(await go(k));
console.log(process.argv[2], "median cpu", t.sort((a, b) => a - b)[10]);
if (process.argv[4]) await s.call("snapshot");
await c.end();
await s.end();
