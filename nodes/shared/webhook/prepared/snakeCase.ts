/** `subscribeClick` and `page-view` in the form Batch's names have: `subscribe_click`, `page_view`. */
export function snakeCase(name: string): string {
	return name
		.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
		.replace(/[^A-Za-z0-9]+/g, '_')
		.replace(/^_|_$/g, '')
		.toLowerCase();
}
