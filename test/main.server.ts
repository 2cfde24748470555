/**
 * Runs the specs beside it with TestEZ: in Studio on Play, and headless under Lune.
 *
 * Attributes of Workspace steer it: `TestFilter`, a pattern that a test's whole name must match; `ControlUrl`,
 * `ControlToken`, `RelayUrl`, `RelayControlUrl` and `RelayToken`, where the end-to-end specs find the control API of a server, a
 * relay, and what restarts it.
 * Without them these are left out.
 */

import { TestBootstrap } from "@rbxts/testez";
import { Workspace } from "@rbxts/services";

const root = script.Parent as Folder;
const isEndToEnd = Workspace.GetAttribute("ControlUrl") !== undefined;
const filter = Workspace.GetAttribute("TestFilter") as string | undefined;

const roots = root
	.GetChildren()
	.filter((child) => (child.Name === "e2e" ? isEndToEnd : !isEndToEnd && child.Name !== "support"));

const results = TestBootstrap.run(roots, undefined, { testNamePattern: filter } as never);
if (results.failureCount > 0) error(`${results.failureCount} tests failed`, 0);
