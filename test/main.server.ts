/**
 * Runs the specs beside it with TestEZ: in Studio on Play, and headless under Lune.
 *
 * Attributes of Workspace steer it. `TestSelection` is JSON that narrows the run, in the form of `report/runSpecs.ts`.
 * `ControlUrl`, `ControlToken`, `RelayUrl`, `RelayControlUrl` and `RelayToken` tell the end-to-end specs where the control API of
 * a server, a relay and the relay's control are; without them these specs are left out.
 */

import { HttpService, Workspace } from "@rbxts/services";
import { runSpecs, type Selection } from "./report/runSpecs";

const root = script.Parent as Folder;
const isEndToEnd = Workspace.GetAttribute("ControlUrl") !== undefined;
const selection = (Workspace.GetAttribute("TestSelection") as string | undefined) ?? "{}";

const roots = root
	.GetChildren()
	.filter((child) => (child.Name === "e2e" ? isEndToEnd : !isEndToEnd && child.Name !== "support"));

const failed = runSpecs(roots, HttpService.JSONDecode(selection) as Selection);
if (failed > 0) error(`failed: ${failed}`, 0);
