/**
 * A property of the document as browsers make it. An element that somebody smuggled into the page, e.g.
 * `<img name="currentScript">` in a comment, hides the property of that name from whoever asks the document itself.
 */
export function ofDocument(name: string): unknown {
	for (let holder: object | null = Document.prototype; holder !== null; holder = Object.getPrototypeOf(holder)) {
		const property = Object.getOwnPropertyDescriptor(holder, name);
		if (property !== undefined) return property.get ? property.get.call(document) : property.value;
	}
	return undefined;
}

/** Calls a method of the document past such elements. */
export function callDocument(name: string, ...values: unknown[]): unknown {
	return (ofDocument(name) as (...given: unknown[]) => unknown).apply(document, values);
}
