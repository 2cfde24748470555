/** Reads what Linux says about a process in /proc. Pure. Source: proc(5). */

/** Clock ticks a second: fixed in the kernel's interface to programs. */
const TICKS_PER_SECOND = 100;
const KIB = 1024;
/** Of `stat`, counted from the field after the name. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** @param status Text of /proc/<pid>/status. @returns Bytes; 0 if the process has ended. */
export function peakMemory(status: string): number {
	return field(status, "VmHWM");
}

/** @param status Text of /proc/<pid>/status. @returns Bytes; 0 if the process has ended. */
export function residentMemory(status: string): number {
	return field(status, "VmRSS");
}

/** @param stat Text of /proc/<pid>/stat. @returns Seconds of CPU time of all its threads. */
export function cpuSeconds(stat: string): number {
	// the name may hold spaces and parentheses
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
}

function field(status: string, name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) * KIB;
}
