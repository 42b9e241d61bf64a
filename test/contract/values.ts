import { z } from 'zod/v4';

/** Anything but an empty text; ids are never numbers. */
export const text = z.string().min(1);

export const texts = z.array(text).min(1);

/** `2026-01-10T09:30:00Z`, UTC, as 2.x writes times (batch-api-2x.md §3.3). */
export const utcTime = z.iso.datetime();

/** `2026-01-10T09:30:00[.SSS]`, UTC or local, without a zone, as 1.x writes them (batch-api-1x.md §10.7). */
export const plainTime = z
	.string()
	.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?$/)
	.refine((value) => utcTime.safeParse(`${value}Z`).success, 'is no time of the calendar');

/** `2026-01-10` */
export const day = z.iso.date();

/** batch-api-2x.md §3.3; batch-api-1x.md §5 */
export const address = z.string().max(2_048).refine((value) => URL.canParse(value), 'is no URL');

/** The Web SDK's pattern (batch-api-2x.md §3.3). */
export const email = z.string().regex(/^[^@]+@[A-Za-z0-9\-.]+\.[A-Za-z0-9]+$/);

/** Names of attributes and events (batch-api-2x.md §3.3, §11.1; batch-api-1x.md §5, §7). */
export const attributeName = /^[a-z0-9_]{1,30}$/;

/** batch-api-2x.md §2.4: the cursor is opaque. */
export const cursorPage = {
	from: text.optional(),
	limit: z.string().regex(/^(?:[1-9]\d?|100)$/).optional(),
};

/** batch-api-1x.md §10.6 */
export const offsetPage = {
	from: z.string().regex(/^\d+$/).optional(),
	limit: cursorPage.limit,
};

/** A text that holds JSON (batch-api-1x.md §1.1). */
export const jsonText = z.string().refine((value) => parses(value), 'holds no JSON');

/** An object with any keys. Not `z.record`, for which one with a key called `constructor` is none. */
export const anyObject = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'is no object');

/**
 * A map whose keys say what their values must be.
 *
 * @param valueOf the value of a key; `undefined` for a key that must not be there
 */
export function mapOf(valueOf: (key: string) => z.ZodType | undefined) {
	return anyObject.superRefine((map, context) => {
		for (const [key, value] of Object.entries(map)) {
			const schema = valueOf(key);
			const issues =
				schema === undefined
					? [{ path: [], message: 'no such key is documented' }]
					: (schema.safeParse(value).error?.issues ?? []);
			for (const { path, message } of issues) {
				context.addIssue({ code: 'custom', path: [key, ...path], message });
			}
		}
	});
}

export interface Wrapped {
	wrapper: 'date' | 'url' | undefined;
	name: string;
}

/** Takes `date(x)` and `url(x)` apart. */
export function unwrap(key: string): Wrapped {
	const match = /^(date|url)\((.*)\)$/s.exec(key);
	return match === null
		? { wrapper: undefined, name: key }
		: { wrapper: match[1] as 'date' | 'url', name: match[2] };
}

function parses(value: string): boolean {
	try {
		JSON.parse(value);
		return true;
	} catch {
		return false;
	}
}
