/** Makes an empty plain object for a row whose columns are only known while n8n runs. */
export function newPlainRow<Value>(): Record<string, Value> {
	return new (PlainRow as unknown as new () => Record<string, Value>)();
}

/**
 * V8 lets all objects that grow alike share one hidden class, and remembers at `{}` what such objects became. It remembers
 * some 1,500 first properties, and a process of n8n's size has more: from then on each `{}` that grows gets hidden classes
 * of its own, which cost ten times the time to make and more memory than the row. A constructor has a memory of its own.
 */
function PlainRow(): void {
	// An object of this is a plain one in every other respect.
}
PlainRow.prototype = Object.prototype;
