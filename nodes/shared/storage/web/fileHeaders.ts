/** What the headers of an answer tell about the file. */
export interface FileHeaders {
	/** Bytes of the whole file, also where only a part was sent. */
	readonly size: number | undefined;
	/** Epoch milliseconds. */
	readonly modifiedAt: number | undefined;
	/** As it stands in the header, quotes included. */
	readonly entityTag: string | undefined;
	/** Where a partial answer begins, and its last byte. */
	readonly start: number | undefined;
	readonly last: number | undefined;
	/** Whether the server gives parts of it. */
	readonly isSeekable: boolean;
}

/** Reads Content-Length, Content-Range, Accept-Ranges, Last-Modified and ETag. */
export function readFileHeaders(headers: Readonly<Record<string, string>>): FileHeaders {
	const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/i.exec(headers['content-range'] ?? '');
	const modifiedAt = Date.parse(headers['last-modified'] ?? '');
	return {
		size: range ? wholeNumber(range[3]) : wholeNumber(headers['content-length']),
		modifiedAt: Number.isNaN(modifiedAt) ? undefined : modifiedAt,
		entityTag: headers.etag || undefined,
		start: range ? wholeNumber(range[1]) : undefined,
		last: range ? wholeNumber(range[2]) : undefined,
		isSeekable: headers['accept-ranges'] === 'bytes',
	};
}

function wholeNumber(text: string | undefined): number | undefined {
	return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
