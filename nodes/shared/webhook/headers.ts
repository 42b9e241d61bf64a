/** Request headers as Node gives them: names in lower case, repeated ones joined or as a list. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Every value a header has in a request, whatever the case of its name. A caller that wants exactly one
 * value refuses any other count: which of two signatures counts is nothing to guess.
 */
export function headerValues(headers: RequestHeaders, name: string): string[] {
	const wanted = name.toLowerCase();
	return Object.entries(headers)
		.filter(([key]) => key.toLowerCase() === wanted)
		.flatMap(([, value]) => value ?? []);
}

/** The headers without the one that carries a secret: that is nothing for an item. */
export function withoutHeader(headers: RequestHeaders, name: string): RequestHeaders {
	const left = name.toLowerCase();
	return Object.fromEntries(Object.entries(headers).filter(([key]) => key.toLowerCase() !== left));
}
