/** Parses a process's files in /proc on Linux. Pure. Source: proc(5). */

/** Clock ticks per second, fixed in the kernel's user-space interface. */
const TICKS_PER_SECOND = 100;
const KIB = 1024;
/** Fields of `stat`, counted from the one after the name. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** @param status Text of /proc/<pid>/status. @returns Bytes; 0 if the process has exited. */
export function peakMemory(status: string): number {
	return field(status, "VmHWM");
}

/** @param status Text of /proc/<pid>/status. @returns Bytes; 0 if the process has exited. */
export function residentMemory(status: string): number {
	return field(status, "VmRSS");
}

/** @param stat Text of /proc/<pid>/stat. @returns CPU time of all its threads in seconds. */
export function cpuSeconds(stat: string): number {
	// the name may contain spaces and parentheses
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
}

function field(status: string, name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) * KIB;
}
