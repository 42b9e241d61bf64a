/** One reference to a field of the item, with nothing around it but what changes its form. */
const reference =
	/\{\{\s*(?:String\(\s*)?\$json(?:\.([A-Za-z_$][\w$]*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])(?:\.(?:toString|trim|toLowerCase|toUpperCase)\(\))*\s*\)?\s*\}\}/;

/**
 * The field of the item that a parameter stands for: `id` of `={{ $json.id }}`, `={{ $json["id"].trim() }}` and
 * `=crm-{{ $json.id }}`.
 * @param parameter as it is stored, not as it evaluates
 * @returns undefined when it is no expression, or one of more than a single field
 */
export function fieldOfExpression(parameter: unknown): string | undefined {
	if (typeof parameter !== 'string' || !parameter.startsWith('=')) return undefined;
	if (parameter.split('{{').length !== 2) return undefined;
	const [, plain, doubleQuoted, singleQuoted] = reference.exec(parameter) ?? [];
	return plain ?? doubleQuoted ?? singleQuoted;
}
