import { Callee } from "/tmp/h-c/bench/gatewayServer/calls.ts";
const side = process.argv[2]!;
const s = new Callee("serverProcess.ts", side),
	c = new Callee("clientProcess.ts");
const port = await s.call<number>("listen");
let open = 0;
const f = async (l: string) => {
	await s.call("memory");
	console.log(side, l, JSON.stringify(await s.call("usage")));
};
await f("0");
for (const n of (process.argv[3] ?? "500,2000,5000,10000").split(",").map(Number)) {
	await c.call("open", { port, count: n - open });
	open = n;
	await f(String(n));
}
for (let k = 0; k < 20; k++) {
	const a = c.call("await", { nonce: k, count: open });
	await c.call("isReady");
	await s.call("dispatch", k);
	await a;
}
await f("after 20");
await c.end();
await s.end();
