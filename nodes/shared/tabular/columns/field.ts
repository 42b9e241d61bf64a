/** What a column of an export can mean: the names that rows and summaries use. */
export type Field =
	| 'event'
	| 'time'
	| 'customId'
	| 'installationId'
	| 'advertisingId'
	| 'campaignToken'
	| 'transactionalToken'
	| 'buttonPosition'
	| 'buttonText'
	| 'platform'
	| 'optIn';

/** The labels of the editor, in the order in which it lists them. */
export const fieldNames: Readonly<Record<Field, string>> = {
	event: 'Event',
	time: 'Time',
	customId: 'Custom ID',
	installationId: 'Installation ID',
	advertisingId: 'Advertising ID',
	campaignToken: 'Campaign Token',
	transactionalToken: 'Transactional Token',
	buttonPosition: 'Button Position',
	buttonText: 'Button Text',
	platform: 'Platform',
	optIn: 'Opt-In',
};

export const fields = Object.keys(fieldNames) as readonly Field[];

export function isField(value: unknown): value is Field {
	return typeof value === 'string' && Object.hasOwn(fieldNames, value);
}

/** What a file holds: the three exports of Batch's guide, or anything else. */
export type Kind = 'pushEvents' | 'inAppEvents' | 'optInUsers' | 'other';

/** One column of a file. Plain data: it travels in the resume token. */
export interface Column {
	/** The header's name, made unique; `column_3` where there is none. */
	readonly name: string;
	readonly field?: Field;
	/** How the field was found; `guess` is content that other fields could have too. */
	readonly by?: 'setting' | 'header' | 'content' | 'guess';
	/** How a `time` column spells its times; undefined leaves them as they stand. */
	readonly timeFormat?: TimeFormat;
	/** Blanks around its values are cut, though nothing is known of its meaning: it is padded. */
	readonly trims?: true;
}

export type TimeFormat =
	| 'iso'
	| 'compact'
	| 'seconds'
	| 'milliseconds'
	| 'microseconds'
	| 'dayFirst'
	| 'monthFirst';
