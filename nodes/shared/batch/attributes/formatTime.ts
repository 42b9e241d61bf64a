/** RFC 3339 in UTC, as the project family writes times: `2026-01-10T09:30:00.000Z`. */
export function formatProjectTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}

/** UTC without offset or fraction, as the app family writes times: `2026-01-10T09:30:00` (batch-api-1x.md §10.7). */
export function formatAppTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 19);
}
