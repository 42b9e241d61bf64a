/** What is told of a file that is empty, or has nothing but a header, and of how it was read: its only line may be no header. */
export function sayNoRows(name: string, readAs: readonly string[]): string {
	const how = readAs.length === 0 ? '' : ` It was read like this: ${readAs.join('; ')}.`;
	return `${name} has no rows.${how}`;
}
