import { monthOf } from './months';

const oneDay = 24 * 60 * 60 * 1000;

/**
 * Reads the time in a listing made for people (LIST): "Nov 22 19:03", "Nov 22  2025", "2026-11-22 19:03",
 * "11-22-26  07:03PM". It names no zone and is taken as UTC; without a year, the last such day that has been is meant.
 */
export function readListedTime(text: string, now: number): number | undefined {
	const named = /^([A-Za-z]{3})\s+(\d{1,2})\s+(?:(\d{4})|(\d{1,2}):(\d{2}))$/.exec(text.trim());
	if (named !== null) {
		const [, name = '', day, year, hour = '0', minute = '0'] = named;
		const month = monthOf(name);
		if (month === undefined) return undefined;
		if (year !== undefined) return Date.UTC(Number(year), month, Number(day));
		const thisYear = new Date(now).getUTCFullYear();
		const time = Date.UTC(thisYear, month, Number(day), Number(hour), Number(minute));
		return time <= now + oneDay ? time : Date.UTC(thisYear - 1, month, Number(day), Number(hour), Number(minute));
	}
	const iso = /^(\d{4})-(\d{2})-(\d{2})\s+(\d{2}):(\d{2})$/.exec(text.trim());
	if (iso !== null) {
		const [year, month, day, hour, minute] = iso.slice(1).map(Number) as [number, number, number, number, number];
		return Date.UTC(year, month - 1, day, hour, minute);
	}
	const dos = /^(\d{2})-(\d{2})-(\d{2}|\d{4})\s+(\d{2}):(\d{2})\s*([AP])?M?$/i.exec(text.trim());
	if (dos === null) return undefined;
	const [month, day, year, hour, minute] = dos.slice(1, 6).map(Number) as [number, number, number, number, number];
	const half = dos[6]?.toUpperCase();
	const hours = half === undefined ? hour : (hour % 12) + (half === 'P' ? 12 : 0);
	return Date.UTC(year < 100 ? 2000 + year : year, month - 1, day, hours, minute);
}

/** Whether such a time tells the day alone, as `ls -l` writes it of what is older than half a year: "Nov 22  2025". */
export function tellsDayOnly(text: string): boolean {
	return /^[A-Za-z]{3}\s+\d{1,2}\s+\d{4}$/.test(text.trim());
}
