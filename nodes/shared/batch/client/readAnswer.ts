/** Batch's own error, in either family's shape (batch-api-2x.md §2.2, batch-api-1x.md §10.4). */
export interface ErrorOfBatch {
	readonly code?: string;
	readonly message: string;
}

/** Of Batch's own text; its longest documented ones have some hundred characters, and it is told with every row of a call. */
const longestText = 2_000;

/** Reads `{ error_code, error_message }` (project) or `{ code, type, message }` (app); undefined when it is neither. */
export function readErrorOfBatch(body: unknown): ErrorOfBatch | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const fields = body as Record<string, unknown>;
	const message = fields.error_message ?? fields.message;
	if (typeof message !== 'string' || message === '') return undefined;
	const code = fields.error_code ?? fields.type ?? fields.code;
	return { message: cut(message), ...(typeof code === 'string' || typeof code === 'number' ? { code: cut(String(code)) } : {}) };
}

/** Whether Batch itself speaks: it always gives a code, while gateways too answer with a bare `{ message }`. */
export function isErrorOfBatch(body: unknown): boolean {
	return readErrorOfBatch(body)?.code !== undefined;
}

/** One element of `errors[]` in a 202 with partial errors (batch-api-2x.md §3.1). */
export interface PartialError {
	/** Position in the array that was sent. */
	readonly bulkIndex: number | undefined;
	readonly reason: string;
	readonly category?: string;
	/** The attribute that was dropped, when Batch says which. */
	readonly attribute?: string;
}

/** Reads the partial errors of a bulk answer; an empty list means that everything was taken. */
export function readPartialErrors(body: unknown): PartialError[] {
	if (typeof body !== 'object' || body === null) return [];
	const { errors, code } = body as Record<string, unknown>;
	const list = Array.isArray(errors) ? errors : [];
	if (list.length === 0 && code === 'SUCCESS_WITH_PARTIAL_ERRORS') {
		return [{ bulkIndex: undefined, reason: 'Batch reported partial errors without listing them' }];
	}
	return list.map((entry: unknown) => {
		const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
		const bulkIndex = readIndex(fields.bulk_index);
		return {
			bulkIndex,
			reason: cut(reasonOf(entry, fields, bulkIndex !== undefined)),
			...(typeof fields.category === 'string' && { category: cut(fields.category) }),
			...(typeof fields.attribute === 'string' && { attribute: cut(fields.attribute) }),
		};
	});
}

/** What names the row in another way than its position is told with the reason: all rows of the call have it. */
function reasonOf(entry: unknown, fields: Readonly<Record<string, unknown>>, hasRow: boolean): string {
	const { reason } = fields;
	if (typeof reason !== 'string') return JSON.stringify(entry) ?? '';
	const others = Object.entries(fields).filter(([name]) => !namesOfError.has(name));
	return hasRow || others.length === 0 ? reason : `${reason} ${JSON.stringify(Object.fromEntries(others))}`;
}

const namesOfError: ReadonlySet<string> = new Set(['attribute', 'category', 'reason']);

function cut(text: string): string {
	return text.slice(0, longestText);
}

function readIndex(value: unknown): number | undefined {
	const index = typeof value === 'string' && value !== '' ? Number(value) : value;
	return Number.isInteger(index) ? (index as number) : undefined;
}
