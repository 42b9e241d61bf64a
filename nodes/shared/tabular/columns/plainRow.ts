/** Makes an empty plain object for a row whose columns are only known while n8n runs. */
export function newPlainRow<Value>(): Record<string, Value> {
	return new (PlainRow as unknown as new () => Record<string, Value>)();
}

/**
 * V8 lets all objects that grow alike share one hidden class, and remembers at `{}` what such objects became. There is
 * room for so many, and a process of n8n's size has more: from then on each `{}` that grows gets hidden classes of its own,
 * which cost more than ten times the time to make, and memory. A constructor has a memory of its own (bench/README.md).
 */
function PlainRow(): void {
	// An object of this is a plain one in every other respect.
}
PlainRow.prototype = Object.prototype;
