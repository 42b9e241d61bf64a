import { readFileSync, writeFileSync } from 'node:fs';

/** User and system time of a process so far, in milliseconds; 0 where the system does not tell (it counts in hundredths of a second). */
export function processorMilliseconds(pid) {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	} catch {
		return 0;
	}
}

/**
 * What a process occupies of memory now and at most so far. Linux only.
 *
 * @param {number} pid
 * @returns {{ now: number, peak: number }} megabytes (of 1,048,576 bytes)
 */
export function residentMegabytes(pid) {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
	return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** Makes the peak of a process that of what follows: starting may have taken more than the work that is measured. */
export function forgetPeak(pid) {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
