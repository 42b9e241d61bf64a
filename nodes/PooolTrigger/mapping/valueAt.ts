/** The value at a field's name; the dots of `element.slug` and `fields.job` lead further down. Own properties only. */
export function valueAt(data: Record<string, unknown>, field: string): unknown {
	if (has(data, field)) return data[field];
	const dot = field.indexOf('.');
	const outer = field.slice(0, dot);
	const inner = dot > 0 && has(data, outer) && data[outer];
	return inner && typeof inner === 'object' ? valueAt(inner as Record<string, unknown>, field.slice(dot + 1)) : undefined;
}

/** Whether the object itself has a property of that name, not what it inherits from. */
export function has(data: object, name: string): boolean {
	return Object.prototype.hasOwnProperty.call(data, name);
}
