/**
 * What published client libraries send to the main gateway, word for word, read in their source: URL query, Identify,
 * heartbeat, presence, voice state, member request, Resume. Each with a bot of default settings, in one guild.
 */

import { COMPILED } from "./compiled.ts";
import { SCRIPTED } from "./scripted.ts";

export { LIBRARY_IDS, SESSION, type LibraryPayloads } from "./form.ts";

export const LIBRARY_PAYLOADS = [...SCRIPTED, ...COMPILED];
