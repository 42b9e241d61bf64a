/** The value at a field's name; `element.slug` and `fields.job` reach one level down. Own properties only. */
export function valueAt(data: Record<string, unknown>, field: string): unknown {
	if (has(data, field)) return data[field];
	const dot = field.indexOf('.');
	if (dot < 0) return undefined;
	const inner = has(data, field.slice(0, dot)) ? data[field.slice(0, dot)] : undefined;
	const rest = field.slice(dot + 1);
	return typeof inner === 'object' && inner !== null && has(inner, rest)
		? (inner as Record<string, unknown>)[rest]
		: undefined;
}

/** Whether the object itself has a property of that name, not what it inherits from. */
export function has(data: object, name: string): boolean {
	return Object.prototype.hasOwnProperty.call(data, name);
}
